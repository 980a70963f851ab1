using System.Diagnostics.Metrics;
using Relay.Core;

namespace Relay.Server;

/// <summary>
/// Logs once a minute what the relay did, from the same instruments as the page of metrics. It logs nothing about a minute in which nobody
/// came, left, published or asked.
/// </summary>
sealed class MinuteLog : IHostedService, IDisposable
{
    static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    readonly RelayEngine _engine;
    readonly TimeProvider _time;
    readonly ILogger _logger;
    readonly MeterListener _listener = new();
    readonly Dictionary<string, MinuteTally> _tallies = Names.ToDictionary(static name => name, static _ => new MinuteTally());
    ITimer? _timer;

    public MinuteLog(RelayEngine engine, RelayMetrics metrics, TimeProvider time, ILogger<MinuteLog> logger)
    {
        (_engine, _time, _logger) = (engine, time, logger);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, metrics.Meter) && _tallies.TryGetValue(instrument.Name, out var tally))
                listener.EnableMeasurementEvents(instrument, tally);
        };
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, tally) => Add(tally, value, tags));
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, tally) => Add(tally, value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, _, tally) => ((MinuteTally)tally!).AddTime(value));
    }

    static string[] Names =>
    [
        "relay.connections", "relay.connections.refused", "relay.events.accepted", "relay.events.refused", "relay.query.duration",
        "relay.count.duration", "relay.queries.refused", "relay.events.sent", "relay.store.commit.duration",
    ];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _listener.Start();
        _timer = _time.CreateTimer(static log => ((MinuteLog)log!).Write(), this, Minute, Minute);
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
        _listener.Dispose();
    }

    void Write()
    {
        var sums = _tallies.ToDictionary(static pair => pair.Key, static pair => pair.Value.Take());
        var commits = sums["relay.store.commit.duration"];
        // A store also commits when it removes expired events, which is no news.
        if (sums.All(static sum => sum.Key == "relay.store.commit.duration" || sum.Value is { Gained: 0, Lost: 0 }))
            return;
        var (connections, accepted, refused) = (sums["relay.connections"], sums["relay.events.accepted"], sums["relay.events.refused"]);
        var (queries, counts, unanswered) = (sums["relay.query.duration"], sums["relay.count.duration"], sums["relay.queries.refused"]);
        ProgramLog.LastMinute(
            _logger, _engine.Connections, connections.Gained, connections.Lost, sums["relay.connections.refused"].Gained,
            accepted.Gained, Words(accepted), refused.Gained, Words(refused),
            queries.Gained + counts.Gained, Math.Max(queries.Most, counts.Most) * 1000, unanswered.Gained, Words(unanswered),
            sums["relay.events.sent"].Gained, commits.Gained, commits.Most * 1000, StateOf(_engine.Health));
    }

    static string StateOf(StoreCondition health) => health.State == StoreState.Healthy ? "healthy" : health.Reason;

    static string Words(MinuteSums sums) => sums.ByWord.Length == 0 ? "" : $" ({sums.ByWord})";

    static void Add(object? tally, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string? word = null;
        foreach (var tag in tags)
        {
            if (tag.Key is "outcome" or "prefix")
                word = tag.Value as string;
        }
        ((MinuteTally)tally!).Add(value, word);
    }
}
