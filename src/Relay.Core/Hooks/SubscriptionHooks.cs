namespace Relay.Core;

/// <summary>Told of every subscription that was opened.</summary>
public interface ISubscriptionOpenedHook
{
    /// <summary>Runs when the subscription is accepted. It gets its stored events at the same time.</summary>
    ValueTask OnSubscriptionOpenedAsync(OpenSubscription subscription, CancellationToken cancel);
}

/// <summary>Told of the end of every subscription that was announced by <see cref="ISubscriptionOpenedHook"/>.</summary>
public interface ISubscriptionEndedHook
{
    /// <summary>
    /// Runs once per subscription, after the hooks that were told of its opening: by CLOSE, a REQ of the same id, the relay, or the
    /// connection's end.
    /// </summary>
    ValueTask OnSubscriptionEndedAsync(OpenSubscription subscription, CancellationToken cancel);
}

/// <summary>Lambdas for the hooks of subscriptions, with a token or without.</summary>
public static class SubscriptionHookExtensions
{
    /// <summary>Tells of every subscription that was opened.</summary>
    public static RelayBuilder OnSubscriptionOpened(
        this RelayBuilder relay, Func<OpenSubscription, CancellationToken, ValueTask> handler) =>
        relay.Add(new OnSubscriptionOpenedLambda(handler));

    /// <summary>Tells of every subscription that was opened, and waits for the task.</summary>
    public static RelayBuilder OnSubscriptionOpened(this RelayBuilder relay, Func<OpenSubscription, Task> handler) =>
        relay.Add(new OnSubscriptionOpenedLambda((subscription, _) => new(handler(subscription))));

    /// <summary>Tells of every subscription that was opened.</summary>
    public static RelayBuilder OnSubscriptionOpened(this RelayBuilder relay, Action<OpenSubscription> handler) =>
        relay.Add(new OnSubscriptionOpenedLambda((subscription, _) =>
        {
            handler(subscription);
            return default;
        }));

    /// <summary>Tells of the end of every subscription.</summary>
    public static RelayBuilder OnSubscriptionEnded(
        this RelayBuilder relay, Func<OpenSubscription, CancellationToken, ValueTask> handler) =>
        relay.Add(new OnSubscriptionEndedLambda(handler));

    /// <summary>Tells of the end of every subscription, and waits for the task.</summary>
    public static RelayBuilder OnSubscriptionEnded(this RelayBuilder relay, Func<OpenSubscription, Task> handler) =>
        relay.Add(new OnSubscriptionEndedLambda((subscription, _) => new(handler(subscription))));

    /// <summary>Tells of the end of every subscription.</summary>
    public static RelayBuilder OnSubscriptionEnded(this RelayBuilder relay, Action<OpenSubscription> handler) =>
        relay.Add(new OnSubscriptionEndedLambda((subscription, _) =>
        {
            handler(subscription);
            return default;
        }));

    sealed class OnSubscriptionEndedLambda(Func<OpenSubscription, CancellationToken, ValueTask> handler) : ISubscriptionEndedHook
    {
        public ValueTask OnSubscriptionEndedAsync(OpenSubscription subscription, CancellationToken cancel) =>
            handler(subscription, cancel);
    }

    sealed class OnSubscriptionOpenedLambda(Func<OpenSubscription, CancellationToken, ValueTask> handler) : ISubscriptionOpenedHook
    {
        public ValueTask OnSubscriptionOpenedAsync(OpenSubscription subscription, CancellationToken cancel) =>
            handler(subscription, cancel);
    }
}
