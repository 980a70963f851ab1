using System.Diagnostics.Metrics;
using Relay.Core;

namespace Relay.Server;

/// <summary>
/// Measures what the relay does from one look to the next, from the same instruments as the page of metrics. It listens from its
/// construction until it is disposed of.
/// </summary>
sealed class ActivityMeter : IDisposable
{
    readonly MeterListener _listener = new();
    readonly Dictionary<string, InstrumentTally> _tallies = Names.ToDictionary(static name => name, static _ => new InstrumentTally());

    public ActivityMeter(RelayMetrics metrics)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, metrics.Meter) && _tallies.TryGetValue(instrument.Name, out var tally))
                listener.EnableMeasurementEvents(instrument, tally);
        };
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, tally) => Add(tally, value, tags));
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, tally) => Add(tally, value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, _, tally) => ((InstrumentTally)tally!).AddTime(value));
        _listener.Start();
    }

    static string[] Names =>
    [
        "relay.connections", "relay.connections.refused", "relay.events.accepted", "relay.events.refused", "relay.query.duration",
        "relay.count.duration", "relay.queries.refused", "relay.events.sent", "relay.store.commit.duration",
    ];

    public void Dispose() => _listener.Dispose();

    /// <summary>What happened since the last call.</summary>
    public RelayActivity Take()
    {
        var sums = _tallies.ToDictionary(static pair => pair.Key, static pair => pair.Value.Take());
        return new RelayActivity
        {
            Connections = sums["relay.connections"],
            TurnedAway = sums["relay.connections.refused"],
            Accepted = sums["relay.events.accepted"],
            Refused = sums["relay.events.refused"],
            Queries = sums["relay.query.duration"],
            Counts = sums["relay.count.duration"],
            Unanswered = sums["relay.queries.refused"],
            Sent = sums["relay.events.sent"],
            Commits = sums["relay.store.commit.duration"],
        };
    }

    static void Add(object? tally, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string? word = null;
        foreach (var tag in tags)
        {
            if (tag.Key is "outcome" or "prefix")
                word = tag.Value as string;
        }
        ((InstrumentTally)tally!).Add(value, word);
    }
}

/// <summary>What the relay did in some time.</summary>
sealed record RelayActivity
{
    /// <summary>Connections opened and closed.</summary>
    public required InstrumentSums Connections { get; init; }

    /// <summary>Connections that were not accepted.</summary>
    public required InstrumentSums TurnedAway { get; init; }

    /// <summary>Events answered OK true, by outcome.</summary>
    public required InstrumentSums Accepted { get; init; }

    /// <summary>Events answered OK false, by prefix.</summary>
    public required InstrumentSums Refused { get; init; }

    /// <summary>Times from REQ to EOSE.</summary>
    public required InstrumentSums Queries { get; init; }

    /// <summary>Times to answer COUNT.</summary>
    public required InstrumentSums Counts { get; init; }

    /// <summary>REQ and COUNT answered CLOSED, by prefix.</summary>
    public required InstrumentSums Unanswered { get; init; }

    /// <summary>Events sent to subscriptions.</summary>
    public required InstrumentSums Sent { get; init; }

    /// <summary>Times of the store's commits.</summary>
    public required InstrumentSums Commits { get; init; }

    /// <summary>
    /// Whether nobody came, left, published or asked. A store also commits when it removes expired events, which is no news.
    /// </summary>
    public bool IsNothing => new[] { Connections, TurnedAway, Accepted, Refused, Queries, Counts, Unanswered, Sent }
        .All(static sums => sums is { Gained: 0, Lost: 0 });
}
