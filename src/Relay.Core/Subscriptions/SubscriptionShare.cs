namespace Relay.Core;

/// <summary>What the subscriptions of one connection may take, within what those of its address may. Thread-safe.</summary>
sealed class SubscriptionShare
{
    readonly RelayEngine _engine;
    readonly ClientContext _client;
    readonly StepShare _steps;
    readonly Budget _backlogsOfAddress;
    Budget? _backlogs;

    internal SubscriptionShare(RelayEngine engine, ClientContext client)
    {
        _engine = engine;
        _client = client;
        Bytes = engine.Budgets.NewSubscriptions(engine.Budgets.SubscriptionsByAddress.Enter(client));
        _backlogsOfAddress = engine.Budgets.BacklogsByAddress.Enter(client);
        _steps = engine.Fanout.EnterSteps(client);
    }

    /// <summary>The bytes that they keep.</summary>
    internal Budget Bytes { get; }

    /// <summary>Live events that wait for them; seldom any.</summary>
    internal Budget Backlogs =>
        _backlogs ?? Interlocked.CompareExchange(ref _backlogs, _engine.Budgets.NewBacklogs(_backlogsOfAddress), null) ?? _backlogs;

    /// <summary>Takes what a subscription costs and finds the fan-out that serves it; null, or the budget that lacks it.</summary>
    internal Budget? Enter(Subscription subscription)
    {
        var lacking = Bytes.Take(subscription.Cost);
        if (lacking is not null)
            return lacking;
        lacking = _steps.Enter(subscription);
        if (lacking is not null)
            Bytes.Give(subscription.Cost);
        return lacking;
    }

    /// <summary>Gives back what was taken for a subscription.</summary>
    internal void Leave(Subscription subscription)
    {
        Bytes.Give(subscription.Cost);
        _steps.Leave(subscription);
    }

    /// <summary>Leaves the address when its connection ends.</summary>
    internal void End()
    {
        _engine.Budgets.SubscriptionsByAddress.Leave(_client);
        _engine.Budgets.BacklogsByAddress.Leave(_client);
        _engine.Fanout.LeaveSteps(_client);
    }
}
