using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core;
using Relay.Nostr;
using Relay.Storage.Postings;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.RocksDb.Tests;

/// <summary>A store in its own folder with its own clock. The folder is deleted on disposal.</summary>
sealed class TemporaryStore : IAsyncDisposable
{
    readonly TemporaryFolder _folder = new(isInMemory: true);
    readonly SliceBudget? _slices;
    readonly ILogger _logger;
    EngineStore? _store;

    public TemporaryStore(FakeTime? time = null, SliceBudget? slices = null, ILogger? logger = null, string? path = null)
    {
        Time = time ?? new FakeTime();
        _slices = slices;
        _logger = logger ?? NullLogger.Instance;
        Options = new RocksDbStoreOptions
        {
            Path = path ?? System.IO.Path.Combine(_folder.Path, "store"),
            MinFreeDiskMiB = 0,
            RocksDb = new() { CacheMiB = 8, WriteBufferMiB = 4 },
        };
        Open();
    }

    public RocksDbStoreOptions Options { get; }

    public string Path => Options.Path;

    public string Database => System.IO.Path.Combine(Path, "rocksdb");

    public FakeTime Time { get; }

    public EngineStore Store => _store ?? throw new InvalidOperationException("The store is closed.");

    public RocksDbEngine Engine => (RocksDbEngine)Store.Engine;

    public void Open()
    {
        var engine = RocksDbEngine.Open(Options, Time);
        if (_slices is { } slices)
            engine.Slices = slices;
        _store = EngineStore.Open(engine, new EngineStoreServices(Time, _logger));
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

    /// <summary>Stores events without any rule refusing them.</summary>
    public async Task StoreAsync(params IReadOnlyList<NostrEvent> events)
    {
        var results = await Task.WhenAll(events.Select(e => Store.AdmitAsync(e, default).AsTask()).ToArray()).Within("the answers");
        Assert.All(results, result => Assert.Equal(StoreStatus.Stored, result.Status));
    }

    public async Task<List<NostrEvent>> QueryAsync(params Filter[] filters)
    {
        var sink = new CollectingSink();
        await Store.QueryEventsAsync(new EventQuery { Filters = filters, Visibility = Visibility.Everything }, sink, default);
        return sink.Events;
    }

    public async Task<long> CountAsync(params Filter[] filters) =>
        await Store.CountEventsAsync(new EventQuery { Filters = filters, Visibility = Visibility.Everything }, default);

    public async ValueTask DisposeAsync()
    {
        if (_store is not null)
            await _store.DisposeAsync();
        _folder.Dispose();
    }
}
