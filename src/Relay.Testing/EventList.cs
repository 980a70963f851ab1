using Relay.Core;
using Relay.Nostr;

namespace Relay.Testing;

/// <summary>Keeps all events that a query writes.</summary>
sealed class EventList : IEventSink
{
    public List<NostrEvent> Events { get; } = [];

    public bool TryWrite(EventView e)
    {
        Events.Add(new NostrEvent(e));
        return true;
    }

    public ValueTask WaitForRoomAsync(CancellationToken cancel) => default;
}
