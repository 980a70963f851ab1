using Relay.Nostr;

namespace Relay.Core;

/// <summary>Lambdas for the hooks that keep and find events, with a token or without.</summary>
public static class StorageHookExtensions
{
    /// <summary>Stores regular events.</summary>
    public static RelayBuilder StoreEvent(
        this RelayBuilder relay, Func<NostrEvent, CancellationToken, ValueTask<StoreResult>> handler, bool keepsOrder = false) =>
        relay.Add(new StoreEventLambda(handler, keepsOrder));

    /// <summary>Stores regular events.</summary>
    public static RelayBuilder StoreEvent(this RelayBuilder relay, Func<NostrEvent, StoreResult> handler) =>
        relay.Add(new StoreEventLambda((e, _) => new(handler(e)), keepsOrder: true));

    /// <summary>Stores replaceable and addressable events.</summary>
    public static RelayBuilder ReplaceEvent(
        this RelayBuilder relay, Func<NostrEvent, CancellationToken, ValueTask<StoreResult>> handler, bool keepsOrder = false) =>
        relay.Add(new ReplaceEventLambda(handler, keepsOrder));

    /// <summary>Stores replaceable and addressable events.</summary>
    public static RelayBuilder ReplaceEvent(this RelayBuilder relay, Func<NostrEvent, StoreResult> handler) =>
        relay.Add(new ReplaceEventLambda((e, _) => new(handler(e)), keepsOrder: true));

    /// <summary>Carries out deletion requests and requests to vanish.</summary>
    public static RelayBuilder DeleteEvent(
        this RelayBuilder relay, Func<DeletionRequest, CancellationToken, ValueTask<StoreResult>> handler, bool keepsOrder = false) =>
        relay.Add(new DeleteEventLambda(handler, keepsOrder));

    /// <summary>Carries out deletion requests and requests to vanish.</summary>
    public static RelayBuilder DeleteEvent(this RelayBuilder relay, Func<DeletionRequest, StoreResult> handler) =>
        relay.Add(new DeleteEventLambda((request, _) => new(handler(request)), keepsOrder: true));

    /// <summary>Removes stored events by their ids for the embedding program, and returns how many there were.</summary>
    public static RelayBuilder RemoveEvents(
        this RelayBuilder relay, Func<IReadOnlyCollection<Bytes32>, CancellationToken, ValueTask<int>> handler) =>
        relay.Add(new RemoveEventsLambda(handler));

    /// <summary>Removes stored events by their ids for the embedding program, and returns how many there were.</summary>
    public static RelayBuilder RemoveEvents(this RelayBuilder relay, Func<IReadOnlyCollection<Bytes32>, int> handler) =>
        relay.Add(new RemoveEventsLambda((ids, _) => new(handler(ids))));

    /// <summary>Answers queries for stored events. The client is null if the relay itself asks.</summary>
    public static RelayBuilder QueryEvents(
        this RelayBuilder relay, Func<ClientContext?, IReadOnlyList<Filter>, IEventSink, CancellationToken, ValueTask> handler) =>
        relay.Add(new QueryEventsLambda(
            (query, sink, cancel) => handler(query.Client, query.Filters, sink, cancel), appliesVisibility: false));

    /// <summary>
    /// Answers queries for stored events, with everything about the query: its filters, what the asker may see, the client, the highest
    /// number. If the handler says that it applies <see cref="EventQuery.Visibility"/> and leaves out expired events before limits count,
    /// the relay does not ask again when a limit was not reached.
    /// </summary>
    public static RelayBuilder QueryEvents(
        this RelayBuilder relay, Func<EventQuery, IEventSink, CancellationToken, ValueTask> handler, bool appliesVisibility = false) =>
        relay.Add(new QueryEventsLambda(handler, appliesVisibility));

    /// <summary>
    /// Answers queries with the events that a function gives for one filter, newest first. It may give events that do not match, and more
    /// than the limit: the relay takes what it needs. The client is null if the relay itself asks.
    /// </summary>
    public static RelayBuilder QueryEvents(this RelayBuilder relay, Func<ClientContext?, Filter, IEnumerable<NostrEvent>> handler) =>
        relay.Add(new QueryEventsByFilterLambda((client, filter) => handler(client, filter).ToAsyncEnumerable()));

    /// <summary>The same with a function that waits, for another service or a database.</summary>
    public static RelayBuilder QueryEvents(this RelayBuilder relay, Func<ClientContext?, Filter, IAsyncEnumerable<NostrEvent>> handler) =>
        relay.Add(new QueryEventsByFilterLambda(handler));

    /// <summary>
    /// Answers COUNT. The handler is asked only if it says that it counts just what <see cref="EventQuery.Visibility"/> lets the asker see,
    /// and no expired events. Otherwise the relay counts what queries find.
    /// </summary>
    public static RelayBuilder CountEvents(
        this RelayBuilder relay, Func<EventQuery, CancellationToken, ValueTask<long>> handler, bool appliesVisibility = false) =>
        relay.Add(new CountEventsLambda(handler, appliesVisibility));

    /// <summary>Answers COUNT, under the same condition.</summary>
    public static RelayBuilder CountEvents(this RelayBuilder relay, Func<EventQuery, long> handler, bool appliesVisibility = false) =>
        relay.Add(new CountEventsLambda((query, _) => new(handler(query)), appliesVisibility));

    /// <summary>Answers COUNT with the registers of authors, under the same condition.</summary>
    public static RelayBuilder CountEventsHll(
        this RelayBuilder relay, Func<EventQuery, HyperLogLog, CancellationToken, ValueTask<long>> handler,
        bool appliesVisibility = false) =>
        relay.Add(new CountEventsHllLambda(handler, appliesVisibility));

    /// <summary>Answers COUNT with the registers of authors, under the same condition.</summary>
    public static RelayBuilder CountEventsHll(
        this RelayBuilder relay, Func<EventQuery, HyperLogLog, long> handler, bool appliesVisibility = false) =>
        relay.Add(new CountEventsHllLambda((query, authors, _) => new(handler(query, authors)), appliesVisibility));

    sealed class CountEventsHllLambda(
        Func<EventQuery, HyperLogLog, CancellationToken, ValueTask<long>> handler, bool appliesVisibility) : ICountEventsHllHook
    {
        public bool AppliesVisibility => appliesVisibility;

        public ValueTask<long> CountEventsHllAsync(EventQuery query, HyperLogLog authors, CancellationToken cancel) =>
            handler(query, authors, cancel);
    }

    sealed class CountEventsLambda(Func<EventQuery, CancellationToken, ValueTask<long>> handler, bool appliesVisibility) : ICountEventsHook
    {
        public bool AppliesVisibility => appliesVisibility;

        public ValueTask<long> CountEventsAsync(EventQuery query, CancellationToken cancel) => handler(query, cancel);
    }

    sealed class DeleteEventLambda(
        Func<DeletionRequest, CancellationToken, ValueTask<StoreResult>> handler, bool keepsOrder) : IDeleteEventHook
    {
        public bool KeepsOrder => keepsOrder;

        public ValueTask<StoreResult> DeleteEventAsync(DeletionRequest request, CancellationToken cancel) => handler(request, cancel);
    }

    sealed class QueryEventsLambda(
        Func<EventQuery, IEventSink, CancellationToken, ValueTask> handler, bool appliesVisibility) : IQueryEventsHook
    {
        public bool AppliesVisibility => appliesVisibility;

        public ValueTask QueryEventsAsync(EventQuery query, IEventSink sink, CancellationToken cancel) => handler(query, sink, cancel);
    }

    sealed class RemoveEventsLambda(Func<IReadOnlyCollection<Bytes32>, CancellationToken, ValueTask<int>> handler) : IRemoveEventsHook
    {
        public ValueTask<int> RemoveEventsAsync(IReadOnlyCollection<Bytes32> ids, CancellationToken cancel) => handler(ids, cancel);
    }

    sealed class ReplaceEventLambda(
        Func<NostrEvent, CancellationToken, ValueTask<StoreResult>> handler, bool keepsOrder) : IReplaceEventHook
    {
        public bool KeepsOrder => keepsOrder;

        public ValueTask<StoreResult> ReplaceEventAsync(NostrEvent e, CancellationToken cancel) => handler(e, cancel);
    }

    sealed class StoreEventLambda(
        Func<NostrEvent, CancellationToken, ValueTask<StoreResult>> handler, bool keepsOrder) : IStoreEventHook
    {
        public bool KeepsOrder => keepsOrder;

        public ValueTask<StoreResult> StoreEventAsync(NostrEvent e, CancellationToken cancel) => handler(e, cancel);
    }
}
