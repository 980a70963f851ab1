using System.Threading.Tasks.Sources;

namespace Relay.Core;

/// <summary>Waits for a turn and continues in it. Reused after it was awaited.</summary>
sealed class TurnWait(Turns turns) : TurnWork, IValueTaskSource<Turn>
{
    // The continuation runs on the thread that was started for it.
    ManualResetValueTaskSourceCore<bool> _source = new() { RunContinuationsAsynchronously = false };

    /// <summary>Continues the waiting code, in its turn and after it, for an unknown time.</summary>
    public override TurnWork? Run(long until)
    {
        _source.SetResult(true);
        return null;
    }

    /// <summary>Must be called before the wait is queued, and awaited once.</summary>
    public ValueTask<Turn> WaitAsync()
    {
        _source.Reset();
        return new(this, _source.Version);
    }

    /// <summary>The turn begins here, on the thread that continues.</summary>
    Turn IValueTaskSource<Turn>.GetResult(short token)
    {
        _source.GetResult(token);
        var turn = Begin();
        turns.Return(this);
        return turn;
    }

    ValueTaskSourceStatus IValueTaskSource<Turn>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<Turn>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
