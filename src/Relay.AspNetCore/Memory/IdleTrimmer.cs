using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Relay.Core;

namespace Relay.AspNetCore;

/// <summary>
/// Gives memory back to the system after a burst. The runtime only collects garbage when something is allocated, so the garbage of a busy
/// quarter of an hour would otherwise stay as long as nothing happens.
/// </summary>
sealed class IdleTrimmer(RelayOptions options, ProcessTransport shared, ILogger<IdleTrimmer> logger)
    : IHostedService, IDisposable
{
    readonly TimeSpan _tick = TimeSpan.FromSeconds(options.Memory.IdleSeconds) / IdleWatch.QuietTicks;
    Timer? _timer;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!options.Memory.TrimWhenIdle)
            return Task.CompletedTask;
        var watch = new IdleWatch(_tick);
        // The system's clock, not the relay's, because the ticks are compared with processor time.
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
        shared.Deflater?.Trim();
        // Collects all generations at once and returns the freed pages to the system. Nobody waits for the relay now, so the pause hurts
        // nobody.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        NativeHeap.Trim();
        TransportMessages.MemoryGivenBack(
            logger, before >> 20, Environment.WorkingSet >> 20, GC.GetGCMemoryInfo().PauseDurations[0].TotalMilliseconds);
    }
}
