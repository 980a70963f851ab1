using Relay.Nostr;

namespace Relay.Core;

/// <summary>Keeps all results, for queries that have few.</summary>
sealed class ListSink : IEventSink
{
    internal List<NostrEvent> Events { get; } = [];

    public bool TryWrite(EventView e)
    {
        Events.Add(new NostrEvent(e));
        return true;
    }

    public ValueTask WaitForRoomAsync(CancellationToken cancel) => default;
}
