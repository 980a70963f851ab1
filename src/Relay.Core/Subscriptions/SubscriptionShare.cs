namespace Relay.Core;

/// <summary>What the subscriptions of one connection may take, within what those of its address may. Thread-safe.</summary>
sealed class SubscriptionShare
{
    readonly RelayEngine _engine;
    readonly ClientContext _client;
    readonly Budget _steps;

    internal SubscriptionShare(RelayEngine engine, ClientContext client)
    {
        _engine = engine;
        _client = client;
        Bytes = engine.Budgets.NewSubscriptions(engine.Budgets.SubscriptionsByAddress.Enter(client));
        _steps = engine.Fanout.EnterSteps(client);
    }

    /// <summary>The bytes that they keep.</summary>
    internal Budget Bytes { get; }

    /// <summary>Takes what a subscription costs and finds the fan-out that serves it; null, or the budget that lacks it.</summary>
    internal Budget? Enter(Subscription subscription)
    {
        if (Bytes.Take(subscription.Cost) is { } lacking)
            return lacking;
        var isLight = _engine.Fanout.Heavy is null || _steps.Take(FilterCost.StepsOf(subscription.Filters)) is null;
        subscription.Lane = isLight ? _engine.Fanout.Main : _engine.Fanout.Heavy!;
        return null;
    }

    /// <summary>Gives back what was taken for a subscription.</summary>
    internal void Leave(Subscription subscription)
    {
        Bytes.Give(subscription.Cost);
        if (_engine.Fanout.Heavy is { } heavy && subscription.Lane != heavy)
            _steps.Give(FilterCost.StepsOf(subscription.Filters));
    }

    /// <summary>Leaves the address when its connection ends.</summary>
    internal void End()
    {
        _engine.Budgets.SubscriptionsByAddress.Leave(_client);
        _engine.Fanout.LeaveSteps(_client);
    }
}
