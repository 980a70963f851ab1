using Relay.Nostr;

namespace Relay.Core;

sealed class CountEventsHllLambda(
    Func<EventQuery, HyperLogLog, CancellationToken, ValueTask<long>> handler, bool appliesVisibility) : ICountEventsHllHook
{
    public bool AppliesVisibility => appliesVisibility;

    public ValueTask<long> CountEventsHllAsync(EventQuery query, HyperLogLog authors, CancellationToken cancel) =>
        handler(query, authors, cancel);
}
