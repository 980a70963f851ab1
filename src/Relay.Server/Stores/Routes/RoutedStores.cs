using Relay.Core;

namespace Relay.Server;

/// <summary>
/// The store of Relay:Store with those of Relay:Stores. Commands reach it through the folder of Relay:Store. A store that breaks does not
/// end the relay: the others go on.
/// </summary>
sealed class RoutedStores : IOpenedStore
{
    static readonly EventQuery OneEvent = new() { Filters = [new() { Limit = 1 }], Visibility = Visibility.Everything };

    readonly IOpenedStore _rest;
    readonly RouteRecord? _record;
    readonly string _routes;

    RoutedStores(IOpenedStore rest, IReadOnlyList<NamedStore> all, RouterStore router, RouteRecord? record, string routes)
    {
        (_rest, All, Router, _record, _routes) = (rest, all, router, record, routes);
        Broken = Task.WhenAll(all.Select(static named => named.Opened.Broken));
    }

    /// <summary>A store and its name for messages.</summary>
    public sealed record NamedStore(string Name, IOpenedStore Opened);

    /// <summary>All stores, that for the rest first.</summary>
    public IReadOnlyList<NamedStore> All { get; }

    /// <summary>Knows the routes.</summary>
    public RouterStore Router { get; }

    public IEventStore Store => Router;

    public Task Broken { get; }

    /// <summary>
    /// Opens all stores. Closes those that are open if one does not open. Asks only the stores whose routes fit if the record says that all
    /// events were stored with these routes; else it warns.
    /// </summary>
    public static async ValueTask<RoutedStores> OpenAsync(StoreSettings settings, StoreServices services, CancellationToken cancel)
    {
        var opened = new List<NamedStore>();
        try
        {
            var rest = await settings.Type.OpenAsync(settings, services, cancel);
            opened.Add(new("Relay:Store", rest));
            var router = new RouterStore(rest.Store, services.Time, "Relay:Store");
            foreach (var (options, routed) in settings.Routed)
            {
                var store = await routed.Type.OpenAsync(routed, services, cancel);
                opened.Add(new(options.Name ?? $"Relay:Stores:{opened.Count - 1}", store));
                router = router.With(options.RouteTo(store.Store, opened[^1].Name));
            }
            var record = settings is { Folder: { } folder, Type.Medium: not StoreMedium.Memory } ? new RouteRecord(folder) : null;
            var routes = RouteRecord.TextOf(settings.Routed);
            var stores = new RoutedStores(rest, opened, router, record, routes);
            if (await stores.IsRecordedAsync(cancel))
                return new RoutedStores(rest, opened, router.AskingRoutesOnly(), record, routes);
            record?.Forget();
            ProgramLog.RoutesChanged(services.Loggers.CreateLogger<RoutedStores>());
            return stores;
        }
        catch
        {
            await CloseAsync(opened);
            throw;
        }
    }

    /// <summary>Notes that every event is where its route leads.</summary>
    public void Record() => _record?.Write(_routes);

    public void ServeControl(Func<Stream, CancellationToken, Task> serve) => _rest.ServeControl(serve);

    public async ValueTask<StoreFacts> DescribeAsync(CancellationToken cancel)
    {
        var facts = await _rest.DescribeAsync(cancel);
        var more = facts.More.ToList();
        var events = facts.Events;
        foreach (var (name, opened) in All.Skip(1))
        {
            var others = await opened.DescribeAsync(cancel);
            events += others.Events;
            more.Add(StoreFact.InWords($"store.{name}", $"store {name}", $"{others.Type}, {others.Events} events"));
        }
        return facts with { Events = events, More = more };
    }

    public async ValueTask SettleAsync()
    {
        foreach (var (_, opened) in All)
            await opened.SettleAsync();
    }

    public ValueTask DisposeAsync() => CloseAsync(All);

    /// <summary>Whether all events were stored with these routes. Of stores that have no events that is true, and noted.</summary>
    async ValueTask<bool> IsRecordedAsync(CancellationToken cancel)
    {
        if (_record is null)
            return false;
        var recorded = _record.Read();
        if (recorded == _routes)
            return true;
        if (recorded is not null)
            return false;
        foreach (var (_, opened) in All)
        {
            var found = new FirstEvent();
            await opened.Store.QueryEventsAsync(OneEvent, found, cancel);
            if (found.IsComplete)
                return false;
        }
        Record();
        return true;
    }

    static async ValueTask CloseAsync(IReadOnlyList<NamedStore> stores)
    {
        // The store for the rest last: its folder stands for all.
        foreach (var (_, opened) in stores.Reverse())
            await opened.DisposeAsync();
    }

    /// <summary>Wants one event.</summary>
    sealed class FirstEvent : IEventSink
    {
        public bool IsComplete { get; private set; }

        public bool TryWrite(Nostr.EventView e) => IsComplete = true;

        public ValueTask WaitForRoomAsync(CancellationToken cancel) => default;
    }
}
