namespace Relay.Core;

/// <summary>
/// Which fan-out serves the subscriptions of one connection, by what they may make it look at for one event: the main one within the share
/// of their address, beyond it the heavy one, within a larger share. Thread-safe.
/// </summary>
sealed class StepShare(FanoutLanes lanes, Budget main, Budget most)
{
    /// <summary>Finds the fan-out that serves a subscription; null, or the budget that lacks what it may cost.</summary>
    public Budget? Enter(Subscription subscription)
    {
        var steps = FilterCost.StepsOf(subscription.Filters);
        subscription.Lane = lanes.Main;
        if (lanes.Heavy is { } heavy)
        {
            if (main.Take(steps) is null)
                return null;
            subscription.Lane = heavy;
        }
        return most.Take(steps);
    }

    /// <summary>Gives back what was taken for a subscription.</summary>
    public void Leave(Subscription subscription) =>
        (lanes.Heavy is { } heavy && subscription.Lane != heavy ? main : most).Give(FilterCost.StepsOf(subscription.Filters));
}
