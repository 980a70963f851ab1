using Relay.Core;
using Relay.Storage.Files;

namespace Relay.Storage.Lmdb;

/// <summary>Reads a store, with or without another process that owns it, for export, information and checks. Writes nothing.</summary>
public sealed class StoreReader : IEventLog, IDisposable
{
    readonly string _path;
    readonly EventLog _log;
    readonly PostingIndex? _index;
    readonly string? _files;

    StoreReader(string path, EventLog log, PostingIndex? index, string? files)
    {
        _path = path;
        _log = log;
        _index = index;
        _files = files;
    }

    /// <summary>
    /// Opens the store for reading. Throws <see cref="StoreException"/> if there is none or it cannot be read. If no relay owns the store,
    /// its files are walked first if it was not closed properly, or, if asked for, always and completely.
    /// </summary>
    public static StoreReader Open(string path, bool looksThroughFiles = false)
    {
        var full = Path.GetFullPath(path);
        var logPath = Path.Combine(full, "log");
        StoreFiles.Lmdb.RequireNoOther(full);
        if (!StoreFiles.Lmdb.AreIn(full))
            throw new StoreException($"There is no store in {full}.");
        StoreFormat.UseFor(full);
        EventLog? log = null;
        try
        {
            var isIndexSound = LookThrough(full, looksThroughFiles, out var files);
            log = EventLog.OpenReadOnly(logPath);
            var index = isIndexSound ? PostingIndex.OpenReadOnly(Path.Combine(full, "index"), log) : null;
            return new StoreReader(full, log, index, files);
        }
        catch (Exception exception) when (exception is LmdbException or IOException or UnauthorizedAccessException)
        {
            log?.Dispose();
            throw new StoreException($"The store in {full} cannot be read: {exception.Message}", exception);
        }
    }

    /// <inheritdoc/>
    public ValueTask<LogRead> ReadLogAsync(long after, IEventSink sink, CancellationToken cancel)
    {
        var isMore = _log.Read(ref after, sink);
        return new(new LogRead(after, isMore));
    }

    /// <summary>The number of stored events.</summary>
    public long CountEvents()
    {
        using var snapshot = _log.Environment.OpenSnapshot();
        return _log.Count(snapshot);
    }

    /// <summary>Counts and sizes. While a relay runs, they may be of slightly different moments.</summary>
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
            Lmdb = LmdbLibrary.Format!.Name,
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
    /// The number of events outside the watermarks. LMDB does not know how many keys lie between two, so the side with fewer numbers is
    /// counted one by one: usually the tail's, and at most half of the store while an index is rebuilt.
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
    /// Compares the index with the log: every entry of every indexed event must be in the index, and no other entry. Returns the number of
    /// entries compared and one line for each kind of difference. A relay may write meanwhile: no snapshot is held for long, and changes
    /// during the comparison are no differences.
    /// </summary>
    /// <param name="progress">Gets the number of steps so far, of <see cref="CheckSteps"/>.</param>
    /// <param name="cancel">Ends the comparison.</param>
    public StoreCheck Check(Action<long>? progress = null, CancellationToken cancel = default)
    {
        var check = _index is null
            ? new StoreCheck(0, ["there is no usable index; it is rebuilt when the relay starts"])
            : new IndexComparison(_log, _index) { Progress = progress }.Run(cancel);
        return check with { Files = _files };
    }

    /// <summary>The steps that a check takes: each entry is compared with its event, and counted.</summary>
    public long CheckSteps
    {
        get
        {
            if (_index is null)
                return 0;
            using var snapshot = _index.Environment.OpenSnapshot();
            return 2 * (snapshot.Entries(_index.Postings) + snapshot.Entries(_index.Ids) + snapshot.Entries(_index.Expirations));
        }
    }

    /// <summary>Snapshots that are open at this moment.</summary>
    internal int OpenSnapshots => _log.Environment.OpenSnapshots + (_index?.Environment.OpenSnapshots ?? 0);

    /// <summary>
    /// Walks the files before liblmdb opens them. Returns whether the index may be opened, and the result as text. Throws if the log is
    /// damaged.
    /// </summary>
    static bool LookThrough(string store, bool isAsked, out string files)
    {
        files = "not looked through: a relay writes them";
        // The owner has walked the files, and is changing them.
        if (IsOwned(store))
            return true;
        var longest = isAsked ? Timeout.InfiniteTimeSpan : StoreBounds.LongestWalkOfReader;
        try
        {
            FileTrust.RequireLog(store, longest, logger: null, doubtsCleanStop: isAsked);
        }
        catch (DamageException exception)
        {
            // If a relay was started meanwhile, it walks the files itself.
            if (!IsOwned(store))
                throw EventLog.Damaged(store, exception);
        }
        var damage = FileTrust.FindDamageOfIndex(store, longest, logger: null, doubtsCleanStop: isAsked);
        if (IsOwned(store))
            return true;
        files = damage is null ? "sound" : $"the index cannot be used: {damage}";
        return damage is null;
    }

    static bool IsOwned(string store)
    {
        try
        {
            return StoreFolder.IsOwned(store);
        }
        catch (UnauthorizedAccessException)
        {
            // The user may read the store but not lock it, so it is unknown whether another process does.
            return true;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _index?.Dispose();
        _log.Dispose();
    }
}

/// <summary>The result of comparing index and log.</summary>
/// <param name="Entries">Entries compared.</param>
/// <param name="Differences">One line for each kind of difference; none if index and log agree.</param>
public sealed record StoreCheck(long Entries, IReadOnlyList<string> Differences)
{
    /// <summary>The result of walking the pages of the two files.</summary>
    public string? Files { get; init; }
}
