using Relay.Nostr;

namespace Relay.Core;

/// <summary>Asked about every filter of a REQ, also those with limit 0.</summary>
public interface IRejectFilterHook
{
    /// <summary>A refusal closes the whole subscription: its text is sent in CLOSED.</summary>
    ValueTask<Verdict> RejectFilterAsync(ClientContext client, Filter filter, CancellationToken cancel);
}

/// <summary>Asked about every filter of a COUNT.</summary>
public interface IRejectCountFilterHook
{
    /// <summary>A refusal is answered with CLOSED and its text.</summary>
    ValueTask<Verdict> RejectCountFilterAsync(ClientContext client, Filter filter, CancellationToken cancel);
}

/// <summary>May change every filter before it is used for stored and live events.</summary>
public interface IOverwriteFilterHook
{
    /// <summary>Returns the filter to use.</summary>
    ValueTask<Filter> OverwriteFilterAsync(ClientContext client, Filter filter, CancellationToken cancel);
}

/// <summary>
/// Told what queries for stored events cost while they run: a client's REQ and COUNT, after each slice and about every 64 KiB. Called by
/// any thread, also by several at once for one client.
/// </summary>
public interface IQueryCostHook
{
    /// <summary>
    /// The first refusal ends the query; its text is sent in CLOSED. The query waits during the call, so the handler must not wait.
    /// </summary>
    Verdict OnQueryCost(ClientContext client, in QueryCost cost);
}

/// <summary>May change an event just before it is sent to one client.</summary>
public interface IOverwriteResponseEventHook
{
    /// <summary>Returns the event to send.</summary>
    ValueTask<NostrEvent> OverwriteResponseEventAsync(ClientContext client, NostrEvent e, CancellationToken cancel);
}

/// <summary>May keep a live event from one receiver.</summary>
public interface IPreventBroadcastHook
{
    /// <summary>Returns true to keep the event from the receiver.</summary>
    ValueTask<bool> PreventBroadcastAsync(ClientContext receiver, NostrEvent e, CancellationToken cancel);
}

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

    /// <summary>Tells what queries cost while they run. A refusal ends the query.</summary>
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

    sealed class OverwriteFilterLambda(Func<ClientContext, Filter, CancellationToken, ValueTask<Filter>> handler) : IOverwriteFilterHook
    {
        public ValueTask<Filter> OverwriteFilterAsync(ClientContext client, Filter filter, CancellationToken cancel) =>
            handler(client, filter, cancel);
    }

    sealed class OverwriteResponseEventLambda(
        Func<ClientContext, NostrEvent, CancellationToken, ValueTask<NostrEvent>> handler) : IOverwriteResponseEventHook
    {
        public ValueTask<NostrEvent> OverwriteResponseEventAsync(ClientContext client, NostrEvent e, CancellationToken cancel) =>
            handler(client, e, cancel);
    }

    sealed class PreventBroadcastLambda(Func<ClientContext, NostrEvent, CancellationToken, ValueTask<bool>> handler) : IPreventBroadcastHook
    {
        public ValueTask<bool> PreventBroadcastAsync(ClientContext receiver, NostrEvent e, CancellationToken cancel) =>
            handler(receiver, e, cancel);
    }

    sealed class QueryCostLambda(Func<ClientContext, QueryCost, Verdict> handler) : IQueryCostHook
    {
        public Verdict OnQueryCost(ClientContext client, in QueryCost cost) => handler(client, cost);
    }

    sealed class RejectCountFilterLambda(Func<ClientContext, Filter, CancellationToken, ValueTask<Verdict>> handler)
        : IRejectCountFilterHook
    {
        public ValueTask<Verdict> RejectCountFilterAsync(ClientContext client, Filter filter, CancellationToken cancel) =>
            handler(client, filter, cancel);
    }

    sealed class RejectFilterLambda(Func<ClientContext, Filter, CancellationToken, ValueTask<Verdict>> handler) : IRejectFilterHook
    {
        public ValueTask<Verdict> RejectFilterAsync(ClientContext client, Filter filter, CancellationToken cancel) =>
            handler(client, filter, cancel);
    }
}
