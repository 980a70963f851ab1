namespace Relay.Core;

/// <summary>
/// Tells hooks of a subscription's opening and then of its end, on threads of the pool: neither the client's reader nor the fan-out waits.
/// </summary>
static class SubscriptionAnnouncer
{
    /// <summary>Begins to tell of the opening, if hooks want to know. Called before anything can end the subscription.</summary>
    public static void Begin(Subscription subscription, SubscriptionServices services)
    {
        if (services.Pipeline.HasSubscriptionHooks)
            subscription.Announced = Task.Run(() => TellAsync(services, subscription.Shown, isOpen: true));
    }

    /// <summary>Tells of the end once hooks have been told of the opening.</summary>
    public static void End(Subscription subscription, SubscriptionServices services)
    {
        if (subscription.Announced is { } announced)
            _ = EndAsync(announced, subscription.Shown, services);
    }

    static async Task EndAsync(Task announced, OpenSubscription subscription, SubscriptionServices services)
    {
        await announced;
        await Task.Run(() => TellAsync(services, subscription, isOpen: false));
    }

    static async Task TellAsync(SubscriptionServices services, OpenSubscription subscription, bool isOpen)
    {
        try
        {
            await (isOpen
                ? services.Pipeline.OnSubscriptionOpenedAsync(subscription, CancellationToken.None)
                : services.Pipeline.OnSubscriptionEndedAsync(subscription));
        }
        catch (Exception exception)
        {
            services.Faults.HookFailed(
                exception, subscription.Client.Id, isOpen ? nameof(ISubscriptionOpenedHook) : nameof(ISubscriptionEndedHook));
        }
    }
}
