namespace Relay.Core;

/// <summary>
/// Which fan-out serves the subscriptions of one connection, by what they may make it look at for one event: the main one within the share
/// of their address, beyond it the heavy one, within a larger share. Thread-safe.
/// </summary>
sealed class StepShare(Fanouts fanouts, Budget main, Budget most)
{
    /// <summary>Finds the fan-out that serves a subscription; null, or the budget that lacks what it may cost.</summary>
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

    /// <summary>Gives back what was taken for a subscription.</summary>
    public void Leave(Subscription subscription) =>
        (fanouts.Heavy is { } heavy && subscription.Fanout != heavy ? main : most).Give(FilterCost.StepsOf(subscription.Filters));
}
