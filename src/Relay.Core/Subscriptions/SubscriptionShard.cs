using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>The terms of one shard of the live index. Thread-safe.</summary>
sealed class SubscriptionShard
{
    const int KeptRoom = 256;

    readonly Lock _gate = new();
    readonly Dictionary<Term, SubscriberList> _byTerm = [];

    public int TermCount
    {
        get
        {
            lock (_gate)
                return _byTerm.Count;
        }
    }

    public void Add(in Term term, LiveFilter filter, int index)
    {
        lock (_gate)
            CollectionsMarshal.GetValueRefOrAddDefault(_byTerm, term, out _).Add(filter, index);
    }

    public void Remove(in Term term, LiveFilter filter, int index)
    {
        lock (_gate)
        {
            ref var subscribers = ref CollectionsMarshal.GetValueRefOrNullRef(_byTerm, term);
            subscribers.RemoveAt(filter.PlaceOf(index));
            if (subscribers.Count > 0)
                return;
            _byTerm.Remove(term);
            // Gives memory back after many filters have left.
            if (_byTerm.Capacity > KeptRoom && _byTerm.Count < _byTerm.Capacity / 8)
                _byTerm.TrimExcess(Math.Max(KeptRoom / 2, 2 * _byTerm.Count));
        }
    }

    public int CopyBefore(int place, in Term term, Span<LiveFilter> candidates, out int copied)
    {
        lock (_gate)
        {
            ref var subscribers = ref CollectionsMarshal.GetValueRefOrNullRef(_byTerm, term);
            if (!Unsafe.IsNullRef(ref subscribers))
                return subscribers.CopyBefore(place, candidates, out copied);
            copied = 0;
            return 0;
        }
    }
}
