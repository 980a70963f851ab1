using Relay.Core;
using Relay.Nostr;

namespace FourRelays;

/// <summary>The keys in a follow list.</summary>
sealed class FollowedKeys : IEventSink
{
    readonly HashSet<Bytes32> _keys = [];

    public bool Contains(Bytes32 key) => _keys.Contains(key);

    public bool TryWrite(EventView e)
    {
        _keys.UnionWith(new NostrEvent(e).Recipients());
        return true;
    }

    public ValueTask WaitForRoomAsync(CancellationToken cancel) => default;
}
