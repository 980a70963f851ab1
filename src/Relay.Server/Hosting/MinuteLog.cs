using Relay.Core;

namespace Relay.Server;

/// <summary>
/// Logs once a minute what the relay did. It logs nothing about a minute in which nobody came, left, published or asked.
/// </summary>
sealed class MinuteLog(RelayEngine engine, RelayMetrics metrics, TimeProvider time, ILogger<MinuteLog> logger) : IHostedService, IDisposable
{
    static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    ActivityMeter? _meter;
    ITimer? _timer;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _meter = new ActivityMeter(metrics);
        _timer = time.CreateTimer(static log => ((MinuteLog)log!).Write(), this, Minute, Minute);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _timer?.Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _timer?.Dispose();
        _meter?.Dispose();
    }

    void Write()
    {
        var minute = _meter!.Take();
        if (minute.IsNothing)
            return;
        ProgramLog.LastMinute(
            logger, engine.Connections, minute.Connections.Gained, minute.Connections.Lost, minute.TurnedAway.Gained,
            minute.Accepted.Gained, Words(minute.Accepted), minute.Refused.Gained, Words(minute.Refused),
            minute.Queries.Gained + minute.Counts.Gained, Math.Max(minute.Queries.MostMilliseconds, minute.Counts.MostMilliseconds),
            minute.Unanswered.Gained, Words(minute.Unanswered),
            minute.Sent.Gained, minute.Commits.Gained, minute.Commits.MostMilliseconds, StateOf(engine.Health));
    }

    static string StateOf(StoreCondition health) => health.State == StoreState.Healthy ? "healthy" : health.Reason;

    static string Words(InstrumentSums sums) =>
        sums.ByWord.Count == 0 ? "" : $" ({string.Join(", ", sums.ByWord.Select(static word => $"{word.Value} {word.Key}"))})";
}
