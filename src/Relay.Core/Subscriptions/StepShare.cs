namespace Relay.Core;

/// <summary>
/// Chooses the fan-out for the subscriptions of one connection, by the steps that they may cost per event: the main one within the share of
/// their address, and beyond it the heavy one, within a larger share. Thread-safe.
/// </summary>
sealed class StepShare(Fanouts fanouts, Budget main, Budget most)
{
    /// <summary>Sets the fan-out that serves a subscription. Returns null, or the budget that lacks its steps.</summary>
    public Budget? Enter(Subscription subscription)
    {
        var steps = FilterCost.StepsOf(subscription.Filters);
        subscription.Fanout = fanouts.Main;
        if (fanouts.Heavy is { } heavy)
        {
            if (main.Take(steps) is null)
                return null;
            subscription.Fanout = heavy;
        }
        return most.Take(steps);
    }

    /// <summary>Gives back the steps of a subscription.</summary>
    public void Leave(Subscription subscription) =>
        (fanouts.Heavy is { } heavy && subscription.Fanout != heavy ? main : most).Give(FilterCost.StepsOf(subscription.Filters));
}
