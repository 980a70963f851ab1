using Relay.Nostr;

namespace Relay.Core;

sealed class CountEventsHllLambda(Func<EventQuery, HyperLogLog, CancellationToken, ValueTask<long>> handler) : ICountEventsHllHook
{
    public ValueTask<long> CountEventsHllAsync(EventQuery query, HyperLogLog authors, CancellationToken cancel) =>
        handler(query, authors, cancel);
}
