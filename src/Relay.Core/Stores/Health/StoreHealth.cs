using Microsoft.Extensions.Logging;

namespace Relay.Core;

/// <summary>
/// The health of a store: the worst state that one of its causes reports. Each change is logged once, even if many events meet it. Broken
/// is final. Thread-safe; reading takes no lock.
/// </summary>
public sealed class StoreHealth(ILogger logger)
{
    static readonly StoreComplaint Nothing = new(StoreCondition.Healthy);

    readonly Lock _gate = new();
    readonly StoreComplaint?[] _complaints = new StoreComplaint?[Enum.GetValues<StoreCause>().Length];
    readonly TaskCompletionSource _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    volatile StoreComplaint _worst = Nothing;

    /// <summary>The state and its reason.</summary>
    public StoreCondition Condition => _worst.Condition;

    /// <summary>Whether answers may precede their commits, if the store's options allow that too.</summary>
    public bool AllowsEarlyAnswers => Condition.State == StoreState.Healthy;

    /// <summary>The answer with which new events are refused; null if they are tried.</summary>
    public string? Refusal => _worst.Refusal;

    /// <summary>Whether the store is broken.</summary>
    public bool IsBroken => Condition.State == StoreState.Broken;

    /// <summary>Completes when the store is broken.</summary>
    public Task Broken => _broken.Task;

    /// <summary>Throws <see cref="StoreBrokenException"/> if the store is broken.</summary>
    public void ThrowIfBroken()
    {
        if (IsBroken)
            throw new StoreBrokenException();
    }

    /// <summary>Reports that a cause has begun, or now has another reason.</summary>
    public void Begin(StoreCause cause, StoreComplaint complaint) => Change(cause, complaint);

    /// <summary>Reports that a cause is over. Does nothing if it never began.</summary>
    public void End(StoreCause cause)
    {
        // Called after each commit, so the usual case, in which nothing is wrong, takes no lock.
        if (!ReferenceEquals(_worst, Nothing))
            Change(cause, null);
    }

    /// <summary>Marks the store as broken, for good. Only the first report counts.</summary>
    public void Break(string what, Exception exception)
    {
        lock (_gate)
        {
            if (IsBroken)
                return;
            _worst = new StoreComplaint(new StoreCondition(StoreState.Broken, what), StoreBrokenException.Refusal, exception);
            HealthMessages.Broken(logger, what, exception);
        }
        _broken.SetResult();
    }

    void Change(StoreCause cause, StoreComplaint? complaint)
    {
        lock (_gate)
        {
            // A repeated complaint is not logged again.
            if (IsBroken || complaint?.Condition == _complaints[(int)cause]?.Condition)
                return;
            _complaints[(int)cause] = complaint;
            var before = _worst;
            var worst = Nothing;
            foreach (var other in _complaints)
            {
                if (other is not null && other.Condition.State > worst.Condition.State)
                    worst = other;
            }
            _worst = worst;
            if (worst.Condition != before.Condition)
                Tell(worst);
        }
    }

    void Tell(StoreComplaint worst)
    {
        switch (worst.Condition.State)
        {
            case StoreState.Healthy:
                HealthMessages.Healthy(logger);
                break;
            case StoreState.NoEarlyAnswers:
                HealthMessages.WriteTroubled(logger, worst.Condition.Reason, worst.Exception);
                break;
            default:
                HealthMessages.OnlyRemovals(logger, worst.Condition.Reason, worst.Exception);
                break;
        }
    }
}
