using Relay.Core;
using Relay.Nostr;

namespace Relay.Testing;

/// <summary>
/// Keeps what a query writes. After every so many events it is full, and has room again as soon as it is waited for.
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
