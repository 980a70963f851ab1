using System.Diagnostics.Metrics;
using Relay.Core;

namespace Relay.AspNetCore;

/// <summary>The transport's instruments, on the relay's meter.</summary>
sealed class TransportMetrics(RelayMetrics relay)
{
    readonly Counter<long> _sent =
        relay.Meter.CreateCounter<long>("relay.sent", "By", "Bytes sent to clients in WebSocket frames.", relay.Tags);

    readonly Counter<long> _received =
        relay.Meter.CreateCounter<long>("relay.received", "By", "Bytes of messages received from clients, decompressed.", relay.Tags);

    readonly Counter<long> _refused = relay.Meter.CreateCounter<long>(
        "relay.connections.refused", "{connection}", "Connections refused before the upgrade, by status code.", relay.Tags);

    readonly Counter<long> _dropped = relay.Meter.CreateCounter<long>(
        "relay.connections.dropped", "{connection}",
        "Connections closed before they asked for anything: too many that were no WebSockets.", relay.Tags);

    readonly Counter<long> _closed = relay.Meter.CreateCounter<long>(
        "relay.connections.closed", "{connection}", "Connections that the relay closed, by cause.", relay.Tags);

    static readonly KeyValuePair<string, object?>[] Causes =
        Array.ConvertAll(Enum.GetNames<CloseCause>(), static name => new KeyValuePair<string, object?>("cause", name));

    public void Sent(int bytes) => _sent.Add(bytes);

    public void Received(int bytes) => _received.Add(bytes);

    public void Refused(int statusCode)
    {
        if (_refused.Enabled)
            _refused.Add(1, new KeyValuePair<string, object?>("status", statusCode));
    }

    public void Dropped() => _dropped.Add(1);

    public void Closed(CloseCause cause)
    {
        _closed.Add(1, Causes[(int)cause]);
        if (cause is CloseCause.Outbox or CloseCause.Outboxes)
            relay.OutboxClosed();
    }
}
