using System.Threading.Tasks.Sources;

namespace Relay.Core;

/// <summary>Waits for a turn and goes on in it. Used again once it is awaited.</summary>
sealed class TurnWait(Turns turns) : TurnWork, IValueTaskSource<Turn>
{
    // What goes on does so on the thread that was started for it.
    ManualResetValueTaskSourceCore<bool> _source = new() { RunContinuationsAsynchronously = false };

    /// <summary>Whoever waited goes on, in its turn and after it, for an unknown time.</summary>
    internal override TurnWork? Run(long until)
    {
        _source.SetResult(true);
        return null;
    }

    /// <summary>To be taken before the wait is queued, and awaited once.</summary>
    internal ValueTask<Turn> WaitAsync()
    {
        _source.Reset();
        return new(this, _source.Version);
    }

    /// <summary>The turn begins here: on the thread that goes on, whichever it is.</summary>
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
