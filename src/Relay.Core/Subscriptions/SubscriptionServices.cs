using Microsoft.Extensions.Logging;

namespace Relay.Core;

/// <summary>The services that the subscriptions of all connections share. One object for each relay. Thread-safe.</summary>
sealed record SubscriptionServices(
    HookPipeline Pipeline,
    IQueryEventsHook Sources,
    Fanouts Fanout,
    RelayBudgets Budgets,
    HookFaults Faults,
    RelayMetrics Metrics,
    ILogger Logger,
    TimeProvider Time)
{
    /// <summary>The queries that took long.</summary>
    public SlowQueries Slow { get; } = new(Time);

    int _open;

    /// <summary>Open subscriptions of all connections.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Notes that subscriptions were opened or, if negative, ended.</summary>
    public void OpenChanged(int by)
    {
        Interlocked.Add(ref _open, by);
        Metrics.SubscriptionsChanged(by);
    }
}
