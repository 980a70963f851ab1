namespace Relay.Core;

/// <summary>What the subscriptions of one connection may take, within what those of its address may. Thread-safe.</summary>
sealed class SubscriptionShare
{
    readonly SubscriptionServices _services;
    readonly ClientContext _client;
    readonly StepShare _steps;
    readonly Budget _backlogsOfAddress;
    Budget? _backlogs;

    public SubscriptionShare(SubscriptionServices services, ClientContext client)
    {
        _services = services;
        _client = client;
        var address = client.LimitedAddress;
        Bytes = services.Budgets.NewSubscriptions(services.Budgets.SubscriptionsByAddress.Enter(address));
        _backlogsOfAddress = services.Budgets.BacklogsByAddress.Enter(address);
        _steps = services.Fanout.EnterSteps(address);
    }

    /// <summary>The bytes that they keep.</summary>
    public Budget Bytes { get; }

    /// <summary>Live events that wait for them; seldom any.</summary>
    public Budget Backlogs =>
        _backlogs ?? Interlocked.CompareExchange(ref _backlogs, _services.Budgets.NewBacklogs(_backlogsOfAddress), null) ?? _backlogs;

    /// <summary>Takes what a subscription costs and finds the fan-out that serves it; null, or the budget that lacks it.</summary>
    public Budget? Enter(Subscription subscription)
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
    public void Leave(Subscription subscription)
    {
        Bytes.Give(subscription.Cost);
        _steps.Leave(subscription);
    }

    /// <summary>Leaves the address when its connection ends.</summary>
    public void End()
    {
        var address = _client.LimitedAddress;
        _services.Budgets.SubscriptionsByAddress.Leave(address);
        _services.Budgets.BacklogsByAddress.Leave(address);
        _services.Fanout.LeaveSteps(address);
    }
}
