namespace Relay.Core;

/// <summary>What the subscriptions of one connection may take, within what those of its address may. Thread-safe.</summary>
sealed class SubscriptionShare
{
    readonly RelayEngine _engine;
    readonly AddressBudget? _bytesOfAddress;
    readonly AddressBudget? _stepsOfAddress;
    readonly Budget _steps;

    internal SubscriptionShare(RelayEngine engine, ClientContext client)
    {
        _engine = engine;
        var address = client.IsLoopback ? null : client.AddressKey;
        if (address is { } key)
        {
            _bytesOfAddress = engine.Budgets.SubscriptionsByAddress.Enter(key);
            _stepsOfAddress = engine.Fanout.StepsByAddress.Enter(key);
        }
        Bytes = engine.Budgets.NewSubscriptions(_bytesOfAddress?.Budget);
        _steps = _stepsOfAddress?.Budget ?? FanoutLanes.NewSteps();
    }

    /// <summary>The bytes that they keep.</summary>
    internal Budget Bytes { get; }

    /// <summary>Takes what a subscription costs and finds the fan-out that serves it; null, or the budget that lacks it.</summary>
    internal Budget? Enter(Subscription subscription)
    {
        if (Bytes.Take(subscription.Cost) is { } lacking)
            return lacking;
        var isLight = _engine.Fanout.Heavy is null || _steps.Take(subscription.Steps) is null;
        subscription.Lane = isLight ? _engine.Fanout.Main : _engine.Fanout.Heavy!;
        return null;
    }

    /// <summary>Gives back what was taken for a subscription.</summary>
    internal void Leave(Subscription subscription)
    {
        Bytes.Give(subscription.Cost);
        if (_engine.Fanout.Heavy is { } heavy && subscription.Lane != heavy)
            _steps.Give(subscription.Steps);
    }

    /// <summary>Leaves the address when its connection ends.</summary>
    internal void End()
    {
        if (_bytesOfAddress is not null)
            _engine.Budgets.SubscriptionsByAddress.Leave(_bytesOfAddress);
        if (_stepsOfAddress is not null)
            _engine.Fanout.StepsByAddress.Leave(_stepsOfAddress);
    }
}
