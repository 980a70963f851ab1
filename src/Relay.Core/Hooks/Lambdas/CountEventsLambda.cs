namespace Relay.Core;

sealed class CountEventsLambda(Func<EventQuery, CancellationToken, ValueTask<long>> handler) : ICountEventsHook
{
    public ValueTask<long> CountEventsAsync(EventQuery query, CancellationToken cancel) => handler(query, cancel);
}
