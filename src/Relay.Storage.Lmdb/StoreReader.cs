using Relay.Core;

namespace Relay.Storage.Lmdb;

/// <summary>Reads a store beside the process that owns it, or without one: for export, information and checks. Writes nothing.</summary>
public sealed class StoreReader : IEventLog, IDisposable
{
    readonly string _path;
    readonly EventLog _log;
    readonly PostingIndex? _index;

    StoreReader(string path, EventLog log, PostingIndex? index)
    {
        _path = path;
        _log = log;
        _index = index;
    }

    /// <summary>Opens the store for reading; throws <see cref="StoreException"/> if there is none or it cannot be read.</summary>
    public static StoreReader Open(string path)
    {
        LmdbLibrary.EnsureAvailable();
        var full = Path.GetFullPath(path);
        var logPath = Path.Combine(full, "log");
        if (!DataFile.IsAt(logPath))
            throw new StoreException($"There is no store in {full}.");
        EventLog? log = null;
        try
        {
            log = EventLog.OpenReadOnly(logPath);
            return new StoreReader(full, log, PostingIndex.OpenReadOnly(Path.Combine(full, "index"), log));
        }
        catch (Exception e) when (e is LmdbException or IOException or UnauthorizedAccessException)
        {
            log?.Dispose();
            throw new StoreException($"The store in {full} cannot be read: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public bool ReadLog(ref long after, IEventSink sink) => _log.Read(ref after, sink);

    /// <summary>Counts and sizes. Beside a running relay each is of its own moment.</summary>
    public StoreSummary Summarize(CancellationToken cancel = default)
    {
        var summary = SummarizeLog();
        return _index is null ? summary with { UnindexedEvents = summary.Events } : SummarizeIndex(_index, summary) with
        {
            UnindexedEvents = CountUnindexed(_log, _index, summary.Events, cancel),
        };
    }

    StoreSummary SummarizeLog()
    {
        var (high, low) = _log.ReadBounds();
        using var snapshot = _log.Environment.OpenSnapshot();
        return new StoreSummary
        {
            Path = _path,
            SchemaVersion = EventLog.SchemaVersion,
            Events = _log.Count(snapshot),
            RemovedEvents = snapshot.Entries(_log.Removed),
            Tombstones = snapshot.Entries(_log.Tombstones),
            NewestSequence = high,
            OldestSequence = low,
            Postings = 0,
            UnindexedEvents = 0,
            LogBytes = _log.Environment.GetInfo().UsedBytes,
            IndexBytes = 0,
        };
    }

    static StoreSummary SummarizeIndex(PostingIndex index, StoreSummary summary)
    {
        using var snapshot = index.Environment.OpenSnapshot();
        return summary with
        {
            Postings = snapshot.Entries(index.Postings),
            IndexBytes = index.Environment.GetInfo().UsedBytes,
        };
    }

    /// <summary>
    /// The events outside the watermarks. LMDB does not know how many keys lie between two, so those on the side with fewer numbers are
    /// counted one by one: usually the tail's, and half of the store at most, while an index is made anew.
    /// </summary>
    internal static long CountUnindexed(EventLog log, PostingIndex index, long events, CancellationToken cancel)
    {
        var (high, low) = index.ReadWatermarks();
        var (newest, oldest) = log.ReadBounds();
        return newest - high + (low - oldest) <= high - low
            ? log.Count(oldest, low - 1, cancel) + log.Count(high + 1, newest, cancel)
            : Math.Max(0, events - log.Count(low, high, cancel));
    }

    /// <summary>
    /// Compares the index with what the log says: every entry of every indexed event must be there, and no other. Gives the number of
    /// entries compared and a line for each kind of difference. A running relay may write meanwhile: no snapshot is held for long, and
    /// what was changed between two looks is no difference.
    /// </summary>
    public StoreCheck Check(CancellationToken cancel = default) => _index is null
        ? new StoreCheck(0, ["there is no usable index; it is rebuilt when the relay starts"])
        : new IndexComparison(_log, _index).Run(cancel);

    /// <summary>Snapshots that are held at this moment.</summary>
    internal int OpenSnapshots => _log.Environment.OpenSnapshots + (_index?.Environment.OpenSnapshots ?? 0);

    /// <inheritdoc/>
    public void Dispose()
    {
        _index?.Dispose();
        _log.Dispose();
    }
}

/// <summary>The result of comparing index and log.</summary>
/// <param name="Entries">Entries compared.</param>
/// <param name="Differences">A line for each kind of difference; none if all is well.</param>
public sealed record StoreCheck(long Entries, IReadOnlyList<string> Differences);
