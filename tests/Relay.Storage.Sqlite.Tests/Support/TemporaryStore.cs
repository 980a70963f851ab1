using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core;
using Relay.Nostr;
using Relay.Storage.Sql;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Sqlite.Tests;

/// <summary>A store in its own folder with its own clock. The folder is deleted on disposal.</summary>
sealed class TemporaryStore : IAsyncDisposable
{
    /// <summary>Little memory and a short log, so that pages come from the file and go back to it.</summary>
    public static readonly SqliteTuning Small = new(CacheKiB: 4096, Readers: 2, new WalBounds(UsualPages: 64, MostPages: 256));

    readonly TemporaryFolder _folder = new(isInMemory: true);
    readonly QueryBounds? _bounds;
    readonly ILogger _logger;
    EngineStore? _store;

    public TemporaryStore(FakeTime? time = null, QueryBounds? bounds = null, ILogger? logger = null, string? path = null)
    {
        Time = time ?? new FakeTime();
        _bounds = bounds;
        _logger = logger ?? NullLogger.Instance;
        Options = new SqliteStoreOptions { Path = path ?? System.IO.Path.Combine(_folder.Path, "store"), MinFreeDiskMiB = 0 };
        Open();
    }

    public SqliteStoreOptions Options { get; }

    public string Path => Options.Path;

    public string File => System.IO.Path.Combine(Path, SqliteFile.Name);

    public string Wal => File + "-wal";

    public FakeTime Time { get; }

    public EngineStore Store => _store ?? throw new InvalidOperationException("The store is closed.");

    public SqlEngine Engine => (SqlEngine)Store.Engine;

    public void Open()
    {
        _store = SqliteStore.Open(Options, Small, new EngineStoreServices(Time, _logger));
        if (_bounds is { } bounds)
            Engine.Bounds = bounds;
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

    public Task<List<NostrEvent>> QueryAsync(params Filter[] filters) => QueryAsync(Visibility.Everything, filters);

    public async Task<List<NostrEvent>> QueryAsync(Visibility visibility, params Filter[] filters)
    {
        var sink = new CollectingSink();
        var query = new EventQuery { Filters = filters, Visibility = visibility };
        await Store.QueryEventsAsync(query, sink, default).AsTask().Within("results");
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
