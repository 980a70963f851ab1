namespace Relay.Core;

/// <summary>The budgets of one connection's subscriptions, within those of its address. Thread-safe.</summary>
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

    /// <summary>The budget for the bytes that the subscriptions keep.</summary>
    public Budget Bytes { get; }

    /// <summary>The budget for live events that wait for them. Made when it is first needed, which is seldom.</summary>
    public Budget Backlogs =>
        _backlogs ?? Interlocked.CompareExchange(ref _backlogs, _services.Budgets.NewBacklogs(_backlogsOfAddress), null) ?? _backlogs;

    /// <summary>Takes what a subscription costs and sets the fan-out that serves it. Returns null, or the budget that lacks room.</summary>
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

    /// <summary>Gives back what a subscription costs.</summary>
    public void Leave(Subscription subscription)
    {
        Bytes.Give(subscription.Cost);
        _steps.Leave(subscription);
    }

    /// <summary>Leaves the budgets of the address. Called when the connection ends.</summary>
    public void End()
    {
        var address = _client.LimitedAddress;
        _services.Budgets.SubscriptionsByAddress.Leave(address);
        _services.Budgets.BacklogsByAddress.Leave(address);
        _services.Fanout.LeaveSteps(address);
    }
}
