using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// A function that gives the events of one filter, as a source for queries of several. It reads all filters' events side by side, so that
/// the newest comes first. Of each filter it takes matching events only, and no more than the limit.
/// </summary>
sealed class QueryEventsByFilterLambda(Func<ClientContext?, Filter, IAsyncEnumerable<NostrEvent>> eventsOf) : IQueryEventsHook
{
    public async ValueTask QueryEventsAsync(EventQuery query, IEventSink sink, CancellationToken cancel)
    {
        var heads = new PriorityQueue<IAsyncEnumerator<NostrEvent>, (long Age, Bytes32 Id)>();
        var open = new List<IAsyncEnumerator<NostrEvent>>(query.Filters.Count);
        try
        {
            foreach (var filter in query.Filters)
            {
                var events = eventsOf(query.Client, filter)
                    .Where(e => filter.Matches(e.View))
                    .Take(filter.Limit ?? int.MaxValue)
                    .GetAsyncEnumerator(cancel);
                open.Add(events);
                await AdvanceAsync(events);
            }
            while (!sink.IsComplete && heads.TryDequeue(out var newest, out _))
            {
                await sink.WriteAsync(newest.Current, cancel);
                await AdvanceAsync(newest);
            }
        }
        finally
        {
            foreach (var events in open)
                await events.DisposeAsync();
        }

        async ValueTask AdvanceAsync(IAsyncEnumerator<NostrEvent> events)
        {
            if (await events.MoveNextAsync())
                heads.Enqueue(events, (-events.Current.CreatedAt, events.Current.Id));
        }
    }
}
