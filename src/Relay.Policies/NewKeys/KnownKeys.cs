using System.Runtime.CompilerServices;
using Relay.Core;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>
/// The keys of which the store has an event of a kind that is not exempt. Those found last are remembered; a key that has nothing is looked
/// up each time, which reads 20 events at most. Thread-safe.
/// </summary>
sealed class KnownKeys(NewKeysOptions options, Func<RelayEngine> engine)
{
    // A key whose newest events are all of exempt kinds, such as a gift wrap's, is none that people know.
    const int EventsLookedAt = 20;

    readonly Lock _gate = new();
    readonly RecentlyUsed<byte> _known = new(options.MaxKeys);

    /// <summary>Whether it is remembered.</summary>
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

    /// <summary>Looks for the key in the store, and remembers it if it is there.</summary>
    public async ValueTask<bool> FindAsync(Bytes32 key, CancellationToken cancel)
    {
        var sink = new FirstSink(options.ExemptKinds);
        await engine().QueryAsync([new Filter { Authors = [key], Limit = EventsLookedAt }], sink, cancel);
        if (sink.IsComplete)
            Add(key);
        return sink.IsComplete;
    }

    /// <summary>Has what it wants with the first event of a kind that is not exempt.</summary>
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
