using System.Runtime.CompilerServices;
using Relay.Core;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>
/// Keys that have a stored event of a kind that is not exempt. The keys found last are remembered. A key without such an event is looked up
/// each time, which reads at most 20 events. Thread-safe.
/// </summary>
sealed class KnownKeys(NewKeysOptions options, Func<RelayEngine> engine)
{
    // A key whose newest events are all of exempt kinds, such as that of a gift wrap, does not count as known.
    const int EventsLookedAt = 20;

    readonly Lock _gate = new();
    readonly RecentlyUsed<byte> _known = new(options.MaxKeys);

    /// <summary>Whether the key is remembered.</summary>
    public bool Contains(in Bytes32 key)
    {
        lock (_gate)
            return !Unsafe.IsNullRef(ref _known.Find(key));
    }

    /// <summary>Remembers the key.</summary>
    public void Add(in Bytes32 key)
    {
        lock (_gate)
            _known.FindOrAdd(key);
    }

    /// <summary>Looks for the key in the store, and remembers it if it is known there.</summary>
    public async ValueTask<bool> FindAsync(Bytes32 key, CancellationToken cancel)
    {
        var sink = new FirstSink(options.ExemptKinds);
        await engine().QueryAsync([new Filter { Authors = [key], Limit = EventsLookedAt }], sink, cancel);
        if (sink.IsComplete)
            Add(key);
        return sink.IsComplete;
    }

    /// <summary>Is complete after the first event of a kind that is not exempt.</summary>
    sealed class FirstSink(KindSet exempt) : IEventSink
    {
        volatile bool _isComplete;

        public bool IsComplete => _isComplete;

        public bool TryWrite(EventView e)
        {
            _isComplete |= !exempt.Contains(e.Kind);
            return true;
        }

        public ValueTask WaitForRoomAsync(CancellationToken cancel) => default;
    }
}
