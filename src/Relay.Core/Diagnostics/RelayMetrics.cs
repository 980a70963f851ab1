using System.Diagnostics.Metrics;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>The relay's metrics for operators, as the instruments of one meter. They cost almost nothing while nobody listens.</summary>
public sealed class RelayMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Relay";

    static readonly KeyValuePair<string, object?> Stored = new("source", "stored");
    static readonly KeyValuePair<string, object?> Live = new("source", "live");
    static readonly KeyValuePair<string, object?> Accepted = new("outcome", "accepted");
    static readonly KeyValuePair<string, object?> Refused = new("outcome", "refused");
    static readonly KeyValuePair<string, object?>[] MessageTypes =
        Array.ConvertAll(Enum.GetNames<ClientMessageType>(), static name => new KeyValuePair<string, object?>("type", name));

    readonly UpDownCounter<int> _connections;
    readonly UpDownCounter<int> _subscriptions;
    readonly Counter<long> _messages;
    readonly Counter<long> _eventsAccepted;
    readonly Counter<long> _eventsRefused;
    readonly Counter<long> _filtersRefused;
    readonly Counter<long> _policyRefusals;
    readonly Counter<long> _authentications;
    readonly Counter<long> _eventsSent;
    readonly Counter<long> _outboxCloses;
    readonly Counter<long> _hookFailures;
    readonly Counter<long> _hookTimeouts;
    readonly Counter<long> _removalsDropped;
    readonly Histogram<double> _queryDuration;
    readonly Histogram<double> _countDuration;

    readonly bool _ownsMeter;

    /// <summary>Makes the meter and its instruments.</summary>
    public RelayMetrics()
        : this(new Meter(MeterName), [])
    {
        _ownsMeter = true;
    }

    /// <summary>The instruments of a named relay, on the meter that all relays of the process share.</summary>
    internal RelayMetrics(RelayMetrics process, string relay)
        : this(process.Meter, [new("relay", relay)])
    {
    }

    RelayMetrics(Meter meter, KeyValuePair<string, object?>[] tags)
    {
        Meter = meter;
        Tags = tags;
        _connections = Meter.CreateUpDownCounter<int>("relay.connections", "{connection}", "Open connections.", tags);
        _subscriptions = Meter.CreateUpDownCounter<int>("relay.subscriptions", "{subscription}", "Open subscriptions.", tags);
        _messages = Meter.CreateCounter<long>("relay.messages", "{message}", "Messages from clients, by type.", tags);
        _eventsAccepted = Meter.CreateCounter<long>("relay.events.accepted", "{event}", "Events answered OK true, by outcome.", tags);
        _eventsRefused = Meter.CreateCounter<long>("relay.events.refused", "{event}", "Events answered OK false, by prefix.", tags);
        _filtersRefused = Meter.CreateCounter<long>("relay.queries.refused", "{query}", "REQ and COUNT answered CLOSED, by prefix.", tags);
        _policyRefusals = Meter.CreateCounter<long>(
            "relay.policies.refused", "{refusal}",
            "Events, queries, messages and connections that a policy or hook refused, by policy and prefix.", tags);
        _authentications = Meter.CreateCounter<long>(
            "relay.authentications", "{authentication}", "AUTH messages answered, by outcome.", tags);
        _eventsSent = Meter.CreateCounter<long>("relay.events.sent", "{event}", "Events sent to subscriptions, by source.", tags);
        _outboxCloses = Meter.CreateCounter<long>(
            "relay.outbox.closes", "{connection}", "Connections closed because their client was too slow.", tags);
        _hookFailures = Meter.CreateCounter<long>("relay.hooks.failures", "{failure}", "Exceptions from hooks and stores.", tags);
        _hookTimeouts = Meter.CreateCounter<long>("relay.hooks.timeouts", "{timeout}", "Calls of hooks that were given up, by hook.", tags);
        _removalsDropped = Meter.CreateCounter<long>(
            "relay.removals.dropped", "{event}", "Removed events of which hooks were not told because too many waited.", tags);
        _queryDuration = Meter.CreateHistogram<double>("relay.query.duration", "s", "Time from REQ to EOSE.", tags);
        _countDuration = Meter.CreateHistogram<double>("relay.count.duration", "s", "Time to answer COUNT.", tags);
    }

    /// <summary>The meter, for stores and transports that add instruments of their own.</summary>
    public Meter Meter { get; }

    /// <summary>
    /// The tags of all instruments of this relay, for stores and transports that add their own: the name of a named relay. None for
    /// the default relay.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Tags { get; }

    /// <summary>A transport closed a connection because its outbox overflowed.</summary>
    public void OutboxClosed() => _outboxCloses.Add(1);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_ownsMeter)
            Meter.Dispose();
    }

    internal void ConnectionsChanged(int by) => _connections.Add(by);

    internal void SubscriptionsChanged(int by) => _subscriptions.Add(by);

    internal void MessageReceived(ClientMessageType type) => _messages.Add(1, MessageTypes[(int)type]);

    internal void EventAnswered(bool accepted, string message)
    {
        var counter = accepted ? _eventsAccepted : _eventsRefused;
        if (!counter.Enabled)
            return;
        var word = message.Length == 0 ? "new" : Prefix(message);
        counter.Add(1, new KeyValuePair<string, object?>(accepted ? "outcome" : "prefix", word));
    }

    internal void QueryRefused(string message)
    {
        if (_filtersRefused.Enabled)
            _filtersRefused.Add(1, new KeyValuePair<string, object?>("prefix", Prefix(message)));
    }

    /// <summary>Whether anybody listens to the counter of refusals by policy.</summary>
    internal bool CountsPolicies => _policyRefusals.Enabled;

    internal void PolicyRefused(string policy, in Verdict verdict)
    {
        if (!CountsPolicies)
            return;
        var word = verdict.IsShadow ? "shadow" : Prefix(verdict.Message);
        _policyRefusals.Add(1, new("policy", policy), new("prefix", word));
    }

    internal void AuthenticationAnswered(bool accepted) => _authentications.Add(1, accepted ? Accepted : Refused);

    internal void StoredEventsSent(int count) => _eventsSent.Add(count, Stored);

    internal void LiveEventsSent(int count) => _eventsSent.Add(count, Live);

    internal void HookFailed() => _hookFailures.Add(1);

    internal void HookTimedOut(string hook) => _hookTimeouts.Add(1, new KeyValuePair<string, object?>("hook", hook));

    internal void RemovalDropped() => _removalsDropped.Add(1);

    internal void QueryAnswered(TimeSpan duration) => _queryDuration.Record(duration.TotalSeconds);

    internal void CountAnswered(TimeSpan duration) => _countDuration.Record(duration.TotalSeconds);

    /// <summary>The machine-readable word before the colon.</summary>
    static string Prefix(string message) =>
        message.IndexOf(':', StringComparison.Ordinal) is > 0 and < 20 and var colon ? message[..colon] : "other";
}
