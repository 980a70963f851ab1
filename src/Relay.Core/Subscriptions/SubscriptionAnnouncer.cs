using System.Runtime.CompilerServices;

namespace Relay.Core;

/// <summary>
/// Tells hooks of a subscription's opening and then of its end, on threads of the pool: neither the client's reader nor the fan-out waits.
/// </summary>
static class SubscriptionAnnouncer
{
    // When hooks have been told of an opening. Kept beside the subscriptions, so that those of a relay without such hooks are no larger.
    static readonly ConditionalWeakTable<Subscription, Task> Openings = [];

    /// <summary>Begins to tell of the opening, if hooks want to know. Called before anything can end the subscription.</summary>
    public static void Begin(Subscription subscription, SubscriptionServices services)
    {
        if (services.Pipeline.HasSubscriptionHooks)
            Openings.Add(subscription, Task.Run(() => TellAsync(services, subscription.Shown, isOpen: true)));
    }

    /// <summary>
    /// Tells of the end once hooks have been told of the opening. Completes when they have been told of both; null if no hook wants to
    /// know.
    /// </summary>
    public static Task? EndAsync(Subscription subscription, SubscriptionServices services) =>
        services.Pipeline.HasSubscriptionHooks && Openings.TryGetValue(subscription, out var opening)
            ? EndAsync(opening, subscription.Shown, services)
            : null;

    static async Task EndAsync(Task opening, OpenSubscription subscription, SubscriptionServices services)
    {
        await opening;
        await Task.Run(() => TellAsync(services, subscription, isOpen: false));
    }

    static Task TellAsync(SubscriptionServices services, OpenSubscription subscription, bool isOpen)
    {
        var telling = isOpen
            ? services.Pipeline.OnSubscriptionOpenedAsync(subscription, CancellationToken.None)
            : services.Pipeline.OnSubscriptionEndedAsync(subscription);
        return telling.AsTask();
    }
}
