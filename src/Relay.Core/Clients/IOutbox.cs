using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Where a session's messages go: a bounded queue in front of a connection. Appending never blocks and is thread-safe; messages are sent in
/// the order of appending. The outbox closes the connection itself when a limit is exceeded.
/// </summary>
public interface IOutbox
{
    /// <summary>Whether enough waits that senders which can pause should (<see cref="WaitForRoomAsync"/>).</summary>
    bool IsFull { get; }

    /// <summary>Appends one whole message.</summary>
    void Send(ReadOnlySpan<byte> message);

    /// <summary>Appends <c>["EVENT", id, event]</c> with the event's JSON written straight from its record.</summary>
    void SendEvent(SubscriptionId id, EventView e);

    /// <summary>Appends <c>["EVENT", id, event]</c> with a body that all receivers of the event share.</summary>
    void SendEvent(SubscriptionId id, LiveEvent e);

    /// <summary>Completes when the outbox is no longer full, or fails when the connection is gone.</summary>
    ValueTask WaitForRoomAsync(CancellationToken cancel);
}
