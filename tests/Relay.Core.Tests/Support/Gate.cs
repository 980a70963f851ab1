using Relay.Testing;

namespace Relay.Core.Tests;

/// <summary>A gate at which a test holds other threads. It is open at first.</summary>
sealed class Gate
{
    readonly Lock _lock = new();
    TaskCompletionSource? _opened;
    TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Close() => _opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Opens the gate for everybody, waiting or still to come.</summary>
    public void Open() => Interlocked.Exchange(ref _opened, null)?.SetResult();

    /// <summary>Lets those who wait pass. Later ones are held again.</summary>
    public void LetPass() =>
        Interlocked.Exchange(ref _opened, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))!.SetResult();

    /// <summary>Waits until somebody arrives at the closed gate, or has arrived since the last call.</summary>
    public async Task ArrivalAsync()
    {
        Task arrived;
        lock (_lock)
            arrived = _arrived.Task;
        await arrived.Within("an arrival at the gate");
        lock (_lock)
            _arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public Task PassAsync()
    {
        if (Volatile.Read(ref _opened) is not { } opened)
            return Task.CompletedTask;
        lock (_lock)
            _arrived.TrySetResult();
        return opened.Task;
    }
}
