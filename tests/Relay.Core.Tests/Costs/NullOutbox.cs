using Relay.Nostr;

namespace Relay.Core.Tests;

/// <summary>Accepts everything and keeps only the number of live events.</summary>
sealed class NullOutbox : IOutbox
{
    public int LiveEvents { get; private set; }

    public bool IsFull => false;

    public void Send(ReadOnlySpan<byte> message)
    {
    }

    public void SendEvent(SubscriptionId id, EventView e)
    {
    }

    public void SendEvent(SubscriptionId id, LiveEvent e) => LiveEvents++;

    public ValueTask WaitForRoomAsync(CancellationToken cancel) => default;
}
