using Microsoft.Extensions.Logging;
using Relay.Core;

namespace Relay.Storage.Lmdb;

/// <summary>
/// How well a store is: the worst of what its parts complain of. One line of the log tells each change, however many events meet it.
/// Broken is final. Thread-safe; asking takes no lock.
/// </summary>
sealed class StoreHealth(ILogger logger)
{
    /// <summary>What an environment of LMDB says of itself: it does not know what its last commit has left on the disk.</summary>
    public const string Panicked = "the disk failed at a commit";

    static readonly StoreComplaint Nothing = new(StoreCondition.Healthy);

    readonly Lock _gate = new();
    readonly StoreComplaint?[] _complaints = new StoreComplaint?[Enum.GetValues<StoreCause>().Length];
    readonly TaskCompletionSource _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    volatile StoreComplaint _worst = Nothing;

    /// <summary>The state and why it is so.</summary>
    public StoreCondition Condition => _worst.Condition;

    /// <summary>Whether an answer may precede its commit where the store's options let it.</summary>
    public bool AllowsEarlyAnswers => Condition.State == StoreState.Healthy;

    /// <summary>What a new event is refused with, or null if it is tried.</summary>
    public string? Refusal => _worst.Refusal;

    public bool IsBroken => Condition.State == StoreState.Broken;

    /// <summary>Completes when the store is broken.</summary>
    public Task Broken => _broken.Task;

    public void ThrowIfBroken()
    {
        if (IsBroken)
            throw new StoreBrokenException();
    }

    /// <summary>A cause has begun, or goes on for another reason.</summary>
    public void Begin(StoreCause cause, StoreComplaint complaint) => Change(cause, complaint);

    /// <summary>A cause is over, if it ever began.</summary>
    public void End(StoreCause cause)
    {
        // Asked after each commit: where nobody complains there is nothing to end.
        if (!ReferenceEquals(_worst, Nothing))
            Change(cause, null);
    }

    /// <summary>Nothing works from now on. The first to say so is believed.</summary>
    public void Break(string what, Exception exception)
    {
        lock (_gate)
        {
            if (IsBroken)
                return;
            _worst = new StoreComplaint(new StoreCondition(StoreState.Broken, what), StoreBrokenException.Refusal, exception);
            StoreLog.Broken(logger, what, exception);
        }
        _broken.SetResult();
    }

    void Change(StoreCause cause, StoreComplaint? complaint)
    {
        lock (_gate)
        {
            // The same complaint again keeps what the log has shown.
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
                StoreLog.Healthy(logger);
                break;
            case StoreState.NoEarlyAnswers:
                StoreLog.WriteTroubled(logger, worst.Condition.Reason, worst.Exception);
                break;
            default:
                StoreLog.OnlyRemovals(logger, worst.Condition.Reason, worst.Exception);
                break;
        }
    }
}
