using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Where a session's messages go: a bounded queue in front of a connection. Appending never blocks and is thread-safe;
/// order of appending is order of sending. When a limit is passed the outbox closes the connection itself.
/// </summary>
public interface IOutbox
{
    /// <summary>Whether so much waits that whoever can wait should (<see cref="WaitForRoomAsync"/>).</summary>
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
