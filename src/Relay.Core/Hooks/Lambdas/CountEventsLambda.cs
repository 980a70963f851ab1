namespace Relay.Core;

sealed class CountEventsLambda(Func<EventQuery, CancellationToken, ValueTask<long>> handler, bool appliesVisibility) : ICountEventsHook
{
    public bool AppliesVisibility => appliesVisibility;

    public ValueTask<long> CountEventsAsync(EventQuery query, CancellationToken cancel) => handler(query, cancel);
}
