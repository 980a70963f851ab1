using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Relay.Core;

namespace Relay.AspNetCore;

/// <summary>
/// Gives memory back once a burst is over. The runtime collects when something is allocated, so what a busy quarter of an hour has left
/// behind would stay for as long as nothing happens.
/// </summary>
sealed class IdleTrimmer(RelayOptions options, RelayEndpoint endpoint, ILogger<IdleTrimmer> logger)
    : IHostedService, IDisposable
{
    readonly TimeSpan _tick = TimeSpan.FromSeconds(options.Memory.IdleSeconds) / IdleWatch.QuietTicks;
    Timer? _timer;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!options.Memory.TrimWhenIdle)
            return Task.CompletedTask;
        var watch = new IdleWatch(_tick);
        // By the system's clock, not the relay's: it is compared with processor time.
        _timer = new Timer(
            state =>
            {
                if (((IdleWatch)state!).IsDue(Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes()))
                    Trim();
            },
            watch, _tick, _tick);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => _timer?.Dispose();

    void Trim()
    {
        var before = Environment.WorkingSet;
        SegmentPool.Trim();
        endpoint.Trim();
        // All generations at once, and the freed pages back to the system: nobody is kept waiting by the pause now.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        NativeHeap.Trim();
        Log.MemoryGivenBack(logger, before >> 20, Environment.WorkingSet >> 20, GC.GetGCMemoryInfo().PauseDurations[0].TotalMilliseconds);
    }
}
