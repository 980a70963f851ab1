using Relay.Core;

namespace Relay.Server;

/// <summary>
/// The store of Relay:Store with those of Relay:Stores. Commands reach it through the folder of Relay:Store. A store that breaks does not
/// end the relay: the others go on.
/// </summary>
sealed class RoutedStores : IOpenedStore
{
    readonly IOpenedStore _rest;
    readonly RouteRecord? _record;
    readonly string _routes;

    RoutedStores(IReadOnlyList<NamedStore> all, ComposedStores composed, RouterStore router, RouteRecord? record, string routes)
    {
        (_rest, All, Composed, Router, _record, _routes) = (all[0].Opened, all, composed, router, record, routes);
        Routes =
        [
            new(all[0].Name, composed.Store),
            .. all.Where(static named => named is { Options: not null, Role: StoreRole.Route })
                .Select(static named => new RoutedStore(named.Name, named.Opened.Store)),
        ];
        Broken = Task.WhenAll(all.Select(static named => named.Opened.Broken));
    }

    /// <summary>An opened store.</summary>
    /// <param name="Name">Its name for messages.</param>
    /// <param name="Opened">The store.</param>
    /// <param name="Options">Its options; null for that of Relay:Store.</param>
    /// <param name="Settings">How it was opened.</param>
    public sealed record NamedStore(string Name, IOpenedStore Opened, RoutedStoreOptions? Options, StoreSettings Settings)
    {
        /// <summary>Its role; that of Relay:Store takes the rest of the routes.</summary>
        public StoreRole Role => Options?.Role ?? StoreRole.Route;
    }

    /// <summary>All that routes lead to under one name.</summary>
    public sealed record RoutedStore(string Name, IEventStore Store);

    /// <summary>All stores, that of Relay:Store first.</summary>
    public IReadOnlyList<NamedStore> All { get; }

    /// <summary>Where routes lead: that for the rest, with its mirrors and archives, first.</summary>
    public IReadOnlyList<RoutedStore> Routes { get; }

    /// <summary>The store of Relay:Store with its mirrors and archives.</summary>
    public ComposedStores Composed { get; }

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
            opened.Add(new("Relay:Store", await settings.Type.OpenAsync(settings, services, cancel), Options: null, settings));
            foreach (var (options, routed) in settings.Routed)
            {
                opened.Add(new(
                    options.Name ?? $"Relay:Stores:{opened.Count - 1}", await routed.Type.OpenAsync(routed, services, cancel), options,
                    routed));
            }
            var composed = await ComposedStores.OpenAsync(settings, opened, services);
            // A store that is made of others names them itself.
            var name = composed.Store == opened[0].Opened.Store ? opened[0].Name : null;
            var router = new RouterStore(composed.Store, services.Time, name);
            foreach (var named in opened.Skip(1).Where(static named => named.Role == StoreRole.Route))
                router = router.With(named.Options!.RouteTo(named.Opened.Store, named.Name));
            var record = settings is { Folder: { } folder, Type.Medium: not StoreMedium.Memory } ? new RouteRecord(folder) : null;
            var routes = RouteRecord.TextOf(settings.Routed);
            var stores = new RoutedStores(opened, composed, router, record, routes);
            if (await stores.IsRecordedAsync(cancel))
                stores = new RoutedStores(opened, composed, router.AskingRoutesOnly(), record, routes);
            else
            {
                record?.Forget();
                ProgramLog.RoutesChanged(services.Loggers.CreateLogger<RoutedStores>());
            }
            if (!services.IsOfCommand)
                composed.Begin();
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
        foreach (var named in All.Skip(1))
        {
            // A mirror whose server is away cannot count, and the others go on.
            if (named.Role == StoreRole.Mirror
                && named.Opened.Store is IStoreHealth { Condition: { State: not StoreState.Healthy } condition })
            {
                more.Add(StoreFact.InWords($"store.{named.Name}", $"store {named.Name}", $"{condition.Reason}{StateOf(named)}"));
                continue;
            }
            var others = await named.Opened.DescribeAsync(cancel);
            // A mirror has the same events once more.
            events += named.Role == StoreRole.Mirror ? 0 : others.Events;
            more.Add(StoreFact.InWords(
                $"store.{named.Name}", $"store {named.Name}", $"{others.Type}, {others.Events} events{StateOf(named)}"));
        }
        return facts with { Events = events, More = more };
    }

    public async ValueTask SettleAsync()
    {
        foreach (var named in All)
            await named.Opened.SettleAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Composed.EndAsync();
        await CloseAsync(All);
    }

    string StateOf(NamedStore named) => named.Role switch
    {
        StoreRole.Mirror when Composed.Mirror!.Stores.Single(store => store.Store == named.Opened.Store).IsBehind => ", mirror, behind",
        StoreRole.Mirror => ", mirror, in step",
        StoreRole.Archive => $", archive of what is older than {named.Options!.OlderThanDays} days",
        _ => "",
    };

    /// <summary>Whether all events were stored with these routes. Of stores that have no events that is true, and noted.</summary>
    async ValueTask<bool> IsRecordedAsync(CancellationToken cancel)
    {
        if (_record is null)
            return false;
        var recorded = _record.Read();
        // Without routes there is nothing to record, and nothing that was recorded before may be trusted later.
        if (recorded == _routes || recorded is null && _routes.Length == 0)
            return true;
        if (recorded is not null)
            return false;
        foreach (var routed in Routes)
        {
            if (!await ComposedStores.IsEmptyAsync(routed.Store, cancel))
                return false;
        }
        Record();
        return true;
    }

    static async ValueTask CloseAsync(IReadOnlyList<NamedStore> stores)
    {
        // That of Relay:Store last: its folder stands for all.
        foreach (var named in stores.Reverse())
            await named.Opened.DisposeAsync();
    }
}
