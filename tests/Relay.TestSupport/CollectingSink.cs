using Relay.Core;
using Relay.Nostr;

namespace Relay.TestSupport;

/// <summary>
/// Keeps the events that a query writes. It is full after every given number of events, and has room again as soon as somebody waits.
/// </summary>
public sealed class CollectingSink(int fullEvery = int.MaxValue) : IEventSink
{
    int _sinceWait;

    public List<NostrEvent> Events { get; } = [];

    public int Waits { get; private set; }

    public bool TryWrite(EventView e)
    {
        if (_sinceWait == fullEvery)
            return false;
        _sinceWait++;
        Events.Add(new NostrEvent(e));
        return true;
    }

    public ValueTask WaitForRoomAsync(CancellationToken cancel)
    {
        Waits++;
        _sinceWait = 0;
        return default;
    }
}
