using Relay.Core;
using Relay.Nostr;

namespace Relay.FunctionalTests;

/// <summary>The code of <c>docs/event-storage.md</c>, as the page prints it.</summary>
static class StorageRecipes
{
    public static RelayBuilder AddDatabase(this RelayBuilder relay, IEventStore db) => relay
        .StoreEvent(db.StoreEventAsync, keepsOrder: true)
        .ReplaceEvent(db.ReplaceEventAsync, keepsOrder: true)
        .DeleteEvent(db.DeleteEventAsync, keepsOrder: true)
        .RemoveEvents(db.RemoveEventsAsync)
        .QueryEvents(db.QueryEventsAsync, appliesVisibility: true)
        .CountEvents(db.CountEventsAsync, appliesVisibility: true);

    public static RelayBuilder AddFolder(this RelayBuilder relay, string folder) => relay.UseEngine(_ => new FolderEngine(folder));

    public static RelayBuilder AddTwoDatabases(this RelayBuilder relay, IEventStore one, IEventStore other) => relay
        .UseStore(one)
        .UseStore(other);

    public static RelayBuilder AddShards(this RelayBuilder relay, IEventStore articles, IEventStore rest) => relay
        .UseStore(new RouterStore(rest).WithKind(Kind.Article, articles));

    public static RelayBuilder AddShardsByHand(this RelayBuilder relay, IEventStore articles, IEventStore rest)
    {
        return relay
            .StoreEvent((e, cancel) => StoreFor(e).StoreEventAsync(e, cancel), keepsOrder: true)
            .ReplaceEvent((e, cancel) => StoreFor(e).ReplaceEventAsync(e, cancel), keepsOrder: true)
            .DeleteEvent(articles.DeleteEventAsync, keepsOrder: true)
            .DeleteEvent(rest.DeleteEventAsync, keepsOrder: true)
            .RemoveEvents(articles.RemoveEventsAsync)
            .RemoveEvents(rest.RemoveEventsAsync)
            .QueryEvents(articles.QueryEventsAsync, appliesVisibility: true)
            .QueryEvents(rest.QueryEventsAsync, appliesVisibility: true);

        IEventStore StoreFor(NostrEvent e) => e.Kind == Kind.Article ? articles : rest;
    }

    public static RelayBuilder AddNews(this RelayBuilder relay, Func<Filter, IAsyncEnumerable<NostrEvent>> news) => relay
        .QueryEvents((client, filter) => news(filter));
}
