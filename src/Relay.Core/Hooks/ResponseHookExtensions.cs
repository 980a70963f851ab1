using Relay.Nostr;

namespace Relay.Core;

/// <summary>Lambdas for the hooks of filters and answers, with a token or without.</summary>
public static class ResponseHookExtensions
{
    /// <summary>Asks about every filter of a REQ.</summary>
    public static RelayBuilder RejectFilter(
        this RelayBuilder relay, Func<ClientContext, Filter, CancellationToken, ValueTask<Verdict>> handler) =>
        relay.Add(new RejectFilterLambda(handler));

    /// <summary>Asks about every filter of a REQ.</summary>
    public static RelayBuilder RejectFilter(this RelayBuilder relay, Func<ClientContext, Filter, Verdict> handler) =>
        relay.Add(new RejectFilterLambda((client, filter, _) => new(handler(client, filter))));

    /// <summary>Asks about every filter of a COUNT.</summary>
    public static RelayBuilder RejectCountFilter(
        this RelayBuilder relay, Func<ClientContext, Filter, CancellationToken, ValueTask<Verdict>> handler) =>
        relay.Add(new RejectCountFilterLambda(handler));

    /// <summary>Asks about every filter of a COUNT.</summary>
    public static RelayBuilder RejectCountFilter(this RelayBuilder relay, Func<ClientContext, Filter, Verdict> handler) =>
        relay.Add(new RejectCountFilterLambda((client, filter, _) => new(handler(client, filter))));

    /// <summary>Tells what queries cost while they run; a refusal ends the query.</summary>
    public static RelayBuilder OnQueryCost(this RelayBuilder relay, Func<ClientContext, QueryCost, Verdict> handler) =>
        relay.Add(new QueryCostLambda(handler));

    /// <summary>Changes every filter before it is used.</summary>
    public static RelayBuilder OverwriteFilter(
        this RelayBuilder relay, Func<ClientContext, Filter, CancellationToken, ValueTask<Filter>> handler) =>
        relay.Add(new OverwriteFilterLambda(handler));

    /// <summary>Changes every filter before it is used.</summary>
    public static RelayBuilder OverwriteFilter(this RelayBuilder relay, Func<ClientContext, Filter, Filter> handler) =>
        relay.Add(new OverwriteFilterLambda((client, filter, _) => new(handler(client, filter))));

    /// <summary>Changes an event just before it is sent to one client.</summary>
    public static RelayBuilder OverwriteResponseEvent(
        this RelayBuilder relay, Func<ClientContext, NostrEvent, CancellationToken, ValueTask<NostrEvent>> handler) =>
        relay.Add(new OverwriteResponseEventLambda(handler));

    /// <summary>Changes an event just before it is sent to one client.</summary>
    public static RelayBuilder OverwriteResponseEvent(this RelayBuilder relay, Func<ClientContext, NostrEvent, NostrEvent> handler) =>
        relay.Add(new OverwriteResponseEventLambda((client, e, _) => new(handler(client, e))));

    /// <summary>Keeps a live event from one receiver.</summary>
    public static RelayBuilder PreventBroadcast(
        this RelayBuilder relay, Func<ClientContext, NostrEvent, CancellationToken, ValueTask<bool>> handler) =>
        relay.Add(new PreventBroadcastLambda(handler));

    /// <summary>Keeps a live event from one receiver.</summary>
    public static RelayBuilder PreventBroadcast(this RelayBuilder relay, Func<ClientContext, NostrEvent, bool> handler) =>
        relay.Add(new PreventBroadcastLambda((receiver, e, _) => new(handler(receiver, e))));
}
