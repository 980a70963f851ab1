using Relay.Testing;

namespace Relay.Core.Tests;

/// <summary>A place where a test holds others back. Open at first.</summary>
sealed class Gate
{
    readonly Lock _lock = new();
    TaskCompletionSource? _opened;
    TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Close() => _opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Lets everybody pass, who waits and who comes.</summary>
    public void Open() => Interlocked.Exchange(ref _opened, null)?.SetResult();

    /// <summary>Lets pass who waits; who comes later is held again.</summary>
    public void LetPass() =>
        Interlocked.Exchange(ref _opened, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))!.SetResult();

    /// <summary>Waits for the next one to arrive at the closed gate, or the one who did since the last call.</summary>
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
