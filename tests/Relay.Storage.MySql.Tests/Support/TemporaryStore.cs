using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core;
using Relay.Nostr;
using Relay.Storage.Sql;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.MySql.Tests;

/// <summary>A store in a database of its own with its own clock.</summary>
sealed class TemporaryStore : IAsyncDisposable
{
    readonly QueryBounds? _bounds;
    readonly ILogger _logger;
    EngineStore? _store;

    TemporaryStore(string connectionString, FakeTime? time, QueryBounds? bounds, ILogger? logger)
    {
        ConnectionString = connectionString;
        Time = time ?? new FakeTime();
        _bounds = bounds;
        _logger = logger ?? NullLogger.Instance;
    }

    /// <summary>Short times, so that tests of faults do not take long.</summary>
    public static ServerLimits Limits { get; } =
        new(Readers: 3, Connect: TimeSpan.FromSeconds(2), Statement: TimeSpan.FromSeconds(2), Settle: TimeSpan.FromSeconds(0.5));

    public string ConnectionString { get; }

    public FakeTime Time { get; }

    public EngineStore Store => _store ?? throw new InvalidOperationException("The store is closed.");

    public SqlEngine Engine => (SqlEngine)Store.Engine;

    /// <summary>Opens a store in a new database of the tests' server, or at this place.</summary>
    public static async Task<TemporaryStore> CreateAsync(
        FakeTime? time = null, QueryBounds? bounds = null, ILogger? logger = null, string? connectionString = null)
    {
        var test = new TemporaryStore(connectionString ?? await TestDatabase.MakeAsync(), time, bounds, logger);
        await test.OpenAsync();
        return test;
    }

    public async Task OpenAsync()
    {
        _store = await MySqlStore.OpenAsync(ConnectionString, Limits, new EngineStoreServices(Time, _logger), default)
            .Within("the store");
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
        await OpenAsync();
    }

    /// <summary>Stores events without any rule refusing them.</summary>
    public async Task StoreAsync(params IReadOnlyList<NostrEvent> events)
    {
        var results = await Task.WhenAll(events.Select(e => Store.AdmitAsync(e, default).AsTask()).ToArray()).Within("the answers");
        Assert.All(results, result => Assert.Equal((StoreStatus.Stored, ""), (result.Status, result.Message)));
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

    /// <summary>Runs a statement beside the store, in its database.</summary>
    public Task ExecuteAsync(string text) => TestDatabase.ExecuteAsync(ConnectionString, text);

    /// <summary>Compares the tables: every event is in exactly its lists.</summary>
    public Task AssertConsistentAsync() => TableCheck.AssertConsistentAsync(ConnectionString);

    public async ValueTask DisposeAsync()
    {
        if (_store is not null)
            await _store.DisposeAsync();
    }
}
