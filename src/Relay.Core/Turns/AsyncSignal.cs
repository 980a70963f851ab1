using System.Threading.Tasks.Sources;

namespace Relay.Core;

/// <summary>
/// Wakes one waiter, without allocating. A signal without a waiter is remembered, once. Any thread may set it; one caller at a time may
/// wait.
/// </summary>
sealed class AsyncSignal(bool runContinuationsAsynchronously) : IValueTaskSource
{
    const int Idle = 0;
    const int Signaled = 1;
    const int Waiting = 2;

    ManualResetValueTaskSourceCore<bool> _source = new() { RunContinuationsAsynchronously = runContinuationsAsynchronously };
    int _state;

    public void Set()
    {
        // Keeps the setter's earlier writes before the signal, so that the waiter that takes it sees them.
        Interlocked.MemoryBarrier();
        while (true)
        {
            var state = Volatile.Read(ref _state);
            if (state == Signaled)
                return;
            var next = state == Waiting ? Idle : Signaled;
            if (Interlocked.CompareExchange(ref _state, next, state) != state)
                continue;
            if (state == Waiting)
                _source.SetResult(true);
            return;
        }
    }

    public ValueTask WaitAsync()
    {
        _source.Reset();
        if (Interlocked.CompareExchange(ref _state, Waiting, Idle) == Idle)
            return new ValueTask(this, _source.Version);
        Interlocked.Exchange(ref _state, Idle);
        return default;
    }

    void IValueTaskSource.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
