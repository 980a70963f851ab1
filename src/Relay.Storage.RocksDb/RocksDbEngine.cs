using Relay.Core;
using Relay.Nostr;
using Relay.Storage.Files;
using Relay.Storage.Postings;

namespace Relay.Storage.RocksDb;

/// <summary>
/// Keeps the rows of an <see cref="EngineStore"/> in a RocksDB database: records under their numbers, posting lists, ids and state, in one
/// folder that one process opens. A commit is one batch, synced to disk. Queries run in slices, each on a snapshot of its own.
/// </summary>
public sealed class RocksDbEngine : IQueryEngine
{
    readonly StoreParts _parts;
    readonly RowWriter _writer;
    readonly TimeProvider _time;
    readonly string _path;
    readonly Lock _gate = new();
    Task? _closing;

    RocksDbEngine(StoreParts parts, TimeProvider time, string path)
    {
        _parts = parts;
        _writer = new RowWriter(parts);
        _time = time;
        _path = path;
    }

    /// <summary>What a slice of a query may use.</summary>
    internal SliceBudget Slices { get; set; } = SliceBudget.Default;

    long Now => _time.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>
    /// Opens the database in a folder, or creates one. Throws <see cref="StoreException"/> with one line for the operator if another
    /// process has it open, if it is damaged or cannot be written, or if a newer version of this program wrote it.
    /// </summary>
    public static RocksDbEngine Open(RocksDbStoreOptions options, TimeProvider time)
    {
        var path = Path.GetFullPath(options.Path);
        RocksLibrary.EnsureAvailable();
        RocksDatabase? db = null;
        try
        {
            StoreFiles.RocksDb.RequireNoOther(path);
            var folder = Path.Combine(path, "rocksdb");
            Directory.CreateDirectory(folder);
            if (RocksDatabase.FamiliesIn(folder).Except(RocksSettings.Names).Any())
                throw StoreFormat.Newer(path);
            db = RocksDatabase.Open(folder, options.RocksDb);
            var cache = new RecordCache(((long)options.RocksDb.CacheMiB << 20) / 2);
            return new RocksDbEngine(new StoreParts(db, StoreFormat.Load(db, path), new ListSizes(db), cache), time, path);
        }
        catch (Exception exception)
        {
            db?.Close();
            if (OpeningFailure.Explain(path, exception) is { } explained)
                throw explained;
            throw;
        }
    }

    /// <summary>
    /// Makes a copy of the store in a folder that does not exist yet, while the store is used. The copy contains whole commits and is a
    /// store itself. Tables, which never change, are linked into it if it is on the same file system, so it takes moments and little room;
    /// it keeps the tables of today from being freed until it is deleted.
    /// </summary>
    public void Checkpoint(string folder)
    {
        var target = Path.GetFullPath(folder);
        if (Path.Exists(target))
            throw new StoreException($"The folder {target} exists already. Choose a new one for the copy of the store.");
        try
        {
            Directory.CreateDirectory(target);
            _parts.Database.Checkpoint(Path.Combine(target, "rocksdb"));
        }
        catch (Exception exception) when (exception is RocksException or IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"The store in {_path} cannot be copied to {target}: {exception.Message}", exception);
        }
    }

    /// <inheritdoc/>
    public ValueTask FindAsync(EngineLookups wanted, EngineFindings found, CancellationToken cancel)
    {
        using var view = new StoreView(_parts);
        RowFinder.Find(view, wanted, found);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask<EnginePage> QueryAsync(EngineQuery query, CancellationToken cancel)
    {
        var page = new PageSink(query);
        var walk = new QueryWalk(page.Query, Slices, query.MaxSequence);
        while (!RunSlice(walk, page, query.Now))
        {
            cancel.ThrowIfCancellationRequested();
            await Task.Yield();
        }
        return page.ToPage(walk.Scanned + walk.Lists);
    }

    /// <inheritdoc/>
    public ValueTask<SequenceRange> ReadAsync(long after, long last, CancellationToken cancel)
    {
        using var session = _parts.Database.OpenSession();
        return new(RowReader.Read(session, after, last));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StateRecord>> ReadStateAsync(StateKey from, StateKey to, int most, CancellationToken cancel)
    {
        using var session = _parts.Database.OpenSession();
        return new(RowReader.ReadState(session, from, to, most));
    }

    /// <inheritdoc/>
    public ValueTask CommitAsync(EngineChanges changes, CancellationToken cancel)
    {
        _writer.Commit(changes);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public EngineFailure Judge(Exception exception) => exception switch
    {
        RocksException { IsDiskFull: true } => EngineFailure.DiskFull,
        RocksException { IsDamage: true } => new("the database is damaged", StoreBrokenException.Refusal, IsFinal: true),
        // After a failed write or sync nobody knows what is on the disk, and RocksDB takes no more writes.
        RocksException { IsOfWrite: true } => new("the database cannot be written", StoreBrokenException.Refusal, IsFinal: true),
        // A read that fails, as when the process has no files left for a table, changes nothing and may succeed later.
        RocksException => new("the database cannot be read", "error: the relay's database cannot be read"),
        _ => EngineFailure.Unknown,
    };

    /// <inheritdoc/>
    public async ValueTask QueryEventsAsync(EventQuery query, QueryMoment moment, IEventSink sink, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var walk = new QueryWalk(query, Slices, moment.Bound);
        while (true)
        {
            switch (await query.InTurnAsync(
                (Engine: this, walk, moment, sink), static s => s.Engine.RunSlice(s.walk, s.moment, s.sink), cancel))
            {
                case SliceOutcome.Done:
                    return;
                case SliceOutcome.SinkFull:
                    await sink.WaitForRoomAsync(cancel);
                    break;
                default:
                    await Task.Yield();
                    break;
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<long> CountEventsAsync(EventQuery query, QueryMoment moment, HyperLogLog? authors, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var walk = new CountWalk(query, Slices, authors, moment.Bound);
        while (!await query.InTurnAsync((Engine: this, walk, moment), static s => s.Engine.RunSlice(s.walk, s.moment), cancel))
            await Task.Yield();
        return walk.Count;
    }

    /// <summary>Waits for what runs and closes the database. Further calls wait for the same end.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_gate)
            return new(_closing ??= CloseAsync());
    }

    async Task CloseAsync()
    {
        await _parts.Database.CloseAsync();
        _writer.Dispose();
    }

    SliceOutcome RunSlice(QueryWalk walk, QueryMoment moment, IEventSink sink)
    {
        var (before, lists) = (walk.Scanned, walk.Lists);
        SliceOutcome outcome;
        using (var view = new StoreView(_parts, moment))
            outcome = walk.RunSlice(new ViewOf(view), sink, Now);
        walk.Meter?.AddScanned(walk.Scanned - before + walk.Lists - lists);
        return outcome;
    }

    bool RunSlice(CountWalk walk, QueryMoment moment)
    {
        var (before, lists) = (walk.Scanned, walk.Lists);
        bool isDone;
        using (var view = new StoreView(_parts, moment))
            isDone = walk.RunSlice(new ViewOf(view), Now);
        walk.Meter?.AddScanned(walk.Scanned - before + walk.Lists - lists);
        return isDone;
    }

    bool RunSlice(QueryWalk walk, PageSink page, long now)
    {
        using var view = new StoreView(_parts);
        page.View = view;
        return walk.RunSlice(new ViewOf(view), page, now) != SliceOutcome.TimeUp;
    }
}
