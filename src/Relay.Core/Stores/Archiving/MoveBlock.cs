using Relay.Nostr;

namespace Relay.Core;

/// <summary>Takes the next events that go to an archive, after a place in the order of results.</summary>
sealed class MoveBlock(ArchivedStore archive, EventPosition? after) : IEventSink
{
    const int MostEvents = 500, MostBytes = 2 * EventStoreExtensions.BytesAtOnce;

    int _bytes;

    public List<NostrEvent> Events { get; } = [];

    public bool IsComplete => Events.Count == MostEvents || _bytes >= MostBytes;

    public bool TryWrite(EventView e)
    {
        if (!IsComplete && archive.Fits(e) && (after is not { } place || EventPosition.Of(e).CompareTo(place) > 0))
        {
            Events.Add(new NostrEvent(e));
            _bytes += e.Record.Length;
        }
        return true;
    }

    public ValueTask WaitForRoomAsync(CancellationToken cancel) => default;
}
