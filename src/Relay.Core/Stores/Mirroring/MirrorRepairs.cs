using Microsoft.Extensions.Logging;

namespace Relay.Core;

/// <summary>
/// Repairs the stores of a <see cref="MirrorStore"/> that are behind, one after the other, in the background: it rests as long as it works,
/// so clients have at least half of what the stores can do. A repair that fails is tried again after a while.
/// </summary>
sealed class MirrorRepairs(MirrorStore mirror, MirrorMembers members, MirrorWrites writes, TimeProvider time, ILogger logger)
    : IAsyncDisposable
{
    static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    readonly CancellationTokenSource _stopping = new();
    readonly SemaphoreSlim _running = new(1, 1);
    readonly Backoff _failures = new(time);
    Task _loop = Task.CompletedTask;

    public void Begin() => _loop = LoopAsync();

    /// <summary>Repairs at once. Returns the names of the stores that are still behind.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken cancel)
    {
        await RepairAllAsync(RepairPace.None, cancel);
        return [.. members.All.Where(static member => !member.IsInStep).Select(static member => member.Name)];
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    async Task LoopAsync()
    {
        await Task.Yield();
        while (!_stopping.IsCancellationRequested)
        {
            if (!_failures.IsWaiting)
                await RepairAllAsync(new RepairPace(time), _stopping.Token);
            await Task.Delay(Tick, time, _stopping.Token);
        }
    }

    async Task RepairAllAsync(RepairPace pace, CancellationToken cancel)
    {
        await _running.WaitAsync(cancel);
        try
        {
            foreach (var member in members.All)
            {
                // One that is not healthy is tried, too: it may find out by the next commit only that its trouble is over.
                if (!member.IsInStep && !member.IsBroken)
                    await RepairAsync(member, pace, cancel);
            }
        }
        finally
        {
            _running.Release();
        }
    }

    async Task RepairAsync(MirrorMember member, RepairPace pace, CancellationToken cancel)
    {
        var source = members.Reading;
        MirrorMessages.Repairing(logger, member.Name, source.Name);
        try
        {
            var repair = new MirrorRepair(mirror, members, writes, source, member, pace, logger);
            if (await repair.RunAsync(cancel))
            {
                _failures.Succeeded();
                return;
            }
            Failed(member, exception: null);
        }
        catch (Exception exception)
        {
            members.Miss(member, "its repair ended early");
            if (cancel.IsCancellationRequested)
                throw;
            Failed(member, exception is StoreBrokenException ? null : exception);
        }
    }

    void Failed(MirrorMember member, Exception? exception)
    {
        members.Miss(member, "its repair did not succeed");
        _failures.Failed();
        MirrorMessages.RepairFailed(logger, member.Name, exception);
    }
}
