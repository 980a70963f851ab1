using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// An engine that answers whole queries itself and not page by page, in slices that are its client's turns
/// (<see cref="EventQuery.InTurnAsync"/>). <see cref="IStoreEngine.QueryAsync"/> then only serves the store's own work.
/// </summary>
public interface IQueryEngine : IStoreEngine
{
    /// <summary>Answers a query as <see cref="IQueryEventsHook.QueryEventsAsync"/> does, hidden and expired events left out.</summary>
    ValueTask QueryEventsAsync(EventQuery query, QueryMoment moment, IEventSink sink, CancellationToken cancel);

    /// <summary>Counts the union of the filters, and collects authors if they are wanted.</summary>
    ValueTask<long> CountEventsAsync(EventQuery query, QueryMoment moment, HyperLogLog? authors, CancellationToken cancel);
}
