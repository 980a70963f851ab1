using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Which filters wait for which terms. Finding the candidates of an event costs one look-up per term of the event, with any number of
/// subscriptions. Adding and removing a subscription costs one step per term of its filters, with any number of others. Thread-safe: each
/// shard has a lock of its own, held for one term at a time.
/// </summary>
sealed class SubscriptionIndex
{
    // With 64 shards, a growing table has a 64th of all terms, and adding or removing a subscription seldom meets the fan-out.
    const int ShardBits = 6;

    readonly SubscriptionShard[] _shards = new SubscriptionShard[1 << ShardBits];
    int _count;

    public SubscriptionIndex()
        : this(TermHasher.CreateRandom())
    {
    }

    public SubscriptionIndex(TermHasher hasher)
    {
        Hasher = hasher;
        for (var i = 0; i < _shards.Length; i++)
            _shards[i] = new SubscriptionShard();
    }

    /// <summary>Makes the terms of events. Its key is random for each process, so nobody can prepare tags that share a term.</summary>
    public TermHasher Hasher { get; }

    /// <summary>Whether there is no subscription, nor one being added.</summary>
    public bool IsEmpty => Volatile.Read(ref _count) == 0;

    /// <summary>The number of terms that filters wait for.</summary>
    public int TermCount
    {
        get
        {
            var count = 0;
            foreach (var shard in _shards)
                count += shard.TermCount;
            return count;
        }
    }

    /// <summary>Registers a subscription term by term. If it ends meanwhile, it is taken out again.</summary>
    public void Add(Subscription subscription)
    {
        if (!subscription.TryBeginIndexing(Hasher))
            return;
        // Before anything is registered: from here on every commit is passed on.
        Interlocked.Increment(ref _count);
        for (var filter = subscription.FirstFilter; filter is not null; filter = filter.Next)
        {
            for (var i = 0; i < filter.TermCount; i++)
            {
                var term = filter.TermAt(i);
                ShardOf(term).Add(term, filter, i);
            }
        }
        if (!subscription.TryEndIndexing())
            TakeOut(subscription);
    }

    /// <summary>Takes a subscription out, once. If <see cref="Add"/> is still running for it, that call takes it out instead.</summary>
    public void Remove(Subscription subscription)
    {
        if (subscription.EndsIndexed())
            TakeOut(subscription);
    }

    /// <summary>
    /// Copies filters that wait for the term, as many as fit, and returns the place to go on at: begin with <see cref="int.MaxValue"/>, end
    /// at 0. A filter that is added or removed between two calls may be missing. All others are copied, some twice.
    /// </summary>
    public int CopyBefore(int place, in Term term, Span<LiveFilter> candidates, out int copied) =>
        ShardOf(term).CopyBefore(place, term, candidates, out copied);

    void TakeOut(Subscription subscription)
    {
        for (var filter = subscription.FirstFilter; filter is not null; filter = filter.Next)
        {
            for (var i = 0; i < filter.TermCount; i++)
            {
                var term = filter.TermAt(i);
                ShardOf(term).Remove(term, filter, i);
            }
        }
        Interlocked.Decrement(ref _count);
    }

    SubscriptionShard ShardOf(in Term term) => _shards[(uint)term.GetHashCode() >> 32 - ShardBits];
}
