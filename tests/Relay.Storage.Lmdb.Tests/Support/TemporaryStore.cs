using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>A store in its own folder with its own clock. The folder is deleted on disposal.</summary>
sealed class TemporaryStore : IAsyncDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly LmdbStoreOptions _options;
    readonly StoreBounds _bounds;
    readonly ILogger _logger;
    readonly RelayMetrics? _metrics;
    LmdbEventStore? _store;

    TemporaryStore(
        FakeTime time, LmdbSync sync, int interval, int minFreeDiskMiB, StoreBounds bounds, ILogger? logger, RelayMetrics? metrics)
    {
        Time = time;
        _bounds = bounds;
        _logger = logger ?? NullLogger.Instance;
        _metrics = metrics;
        _options = new LmdbStoreOptions
        {
            Path = System.IO.Path.Combine(_folder.Path, "store"),
            Sync = sync,
            SyncIntervalMilliseconds = interval,
            MinFreeDiskMiB = minFreeDiskMiB,
        };
    }

    /// <summary>The maps are only address space, but a checker or a core dump would walk a terabyte.</summary>
    public static StoreBounds SmallBounds { get; } = new() { MapBytes = 1L << 30 };

    public string Path => _options.Path;

    public FakeTime Time { get; }

    public LmdbEventStore Store => _store ?? throw new InvalidOperationException("The store is closed.");

    public CommitSignal Commits { get; private set; } = new();

    public static TemporaryStore Open(
        FakeTime? time = null, LmdbSync sync = LmdbSync.EveryCommit, int minFreeDiskMiB = 0, StoreBounds? bounds = null,
        ILogger? logger = null, RelayMetrics? metrics = null, int syncIntervalMilliseconds = 1)
    {
        var test = new TemporaryStore(
            time ?? new FakeTime(), sync, syncIntervalMilliseconds, minFreeDiskMiB, bounds ?? SmallBounds, logger, metrics);
        test.Open();
        return test;
    }

    public void Open()
    {
        _store = LmdbEventStore.Open(_options, _bounds, Time, _logger, _metrics);
        Commits = new CommitSignal();
        _store.Listen(Commits);
    }

    public async Task CloseAsync()
    {
        await Store.DisposeAsync();
        _store = null;
    }

    public async Task ReopenAsync()
    {
        await CloseAsync();
        Open();
    }

    /// <summary>Gives events to the store all at once, in this order, so that they tend to share a transaction.</summary>
    public async Task<StoreResult[]> AdmitAsync(params IReadOnlyList<NostrEvent> events)
    {
        var pending = new Task<StoreResult>[events.Count];
        for (var i = 0; i < pending.Length; i++)
            pending[i] = Store.AdmitAsync(events[i], default).AsTask();
        var results = await Task.WhenAll(pending).Within("the answers of the store");
        await Store.WaitForCommitAsync(results.Max(result => result.Sequence)).AsTask().Within("the commit");
        return results;
    }

    /// <summary>Stores events without any rule refusing them, one after another, with every second one indexed if some should be.</summary>
    public async Task PlaceAsync(Placement placement, params IReadOnlyList<NostrEvent> events)
    {
        NostrEvent[][] parts = placement == Placement.Both
            ? [[.. events.Where((_, i) => i % 2 == 0)], [.. events.Where((_, i) => i % 2 != 0)]]
            : [[.. events]];
        for (var i = 0; i < parts.Length; i++)
        {
            foreach (var result in await AdmitAsync(parts[i]))
                Assert.Equal(StoreStatus.Stored, result.Status);
            if (placement == Placement.Index || placement == Placement.Both && i == 0)
                await Store.IndexAsync();
        }
    }

    /// <summary>Imports history without any rule refusing it.</summary>
    public async Task BackfillAsync(params IReadOnlyList<NostrEvent> events)
    {
        foreach (var result in await Store.BackfillAsync(events, default))
            Assert.Equal(StoreStatus.Stored, result.Status);
    }

    public Task<List<NostrEvent>> QueryAsync(params Filter[] filters) => QueryAsync(new CollectingSink(), filters);

    public async Task<List<Bytes32>> IdsAsync(params Filter[] filters) => [.. (await QueryAsync(filters)).Select(e => e.Id)];

    public async Task<List<NostrEvent>> QueryAsync(CollectingSink sink, params Filter[] filters)
    {
        await Store.QueryEventsAsync(new EventQuery { Filters = filters, Visibility = Visibility.Everything }, sink, default);
        return sink.Events;
    }

    public async Task<long> CountAsync(params Filter[] filters) =>
        await Store.CountEventsAsync(new EventQuery { Filters = filters, Visibility = Visibility.Everything }, default);

    /// <summary>Brings the index up to the log, closes the store, compares both, and opens it again.</summary>
    public async Task CheckAsync()
    {
        await Store.IndexAsync();
        await CloseAsync();
        AssertConsistent(Path);
        Open();
    }

    public static void AssertConsistent(string path)
    {
        using var reader = StoreReader.Open(path);
        Assert.Empty(reader.Check().Differences);
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is not null)
            await _store.DisposeAsync();
        _folder.Dispose();
    }
}
