using Relay.Nostr;

namespace Relay.Core;

sealed class QueryEventsLambda(
    Func<ClientContext?, IReadOnlyList<Filter>, IEventSink, CancellationToken, ValueTask> handler) : IQueryEventsHook
{
    public ValueTask QueryEventsAsync(EventQuery query, IEventSink sink, CancellationToken cancel) =>
        handler(query.Client, query.Filters, sink, cancel);
}
