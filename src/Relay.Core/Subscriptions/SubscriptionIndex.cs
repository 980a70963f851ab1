using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Which filters wait for which terms. Finding the candidates of an event costs a look-up per term of the event, however
/// many subscriptions there are. Thread-safe: one lock, held for look-ups and copies of references only.
/// </summary>
sealed class SubscriptionIndex
{
    readonly Lock _gate = new();
    readonly Dictionary<Term, SubscriberList> _byTerm = [];
    readonly TermHasher _hasher = TermHasher.CreateRandom();
    readonly TermList _filterTerms = new();

    /// <summary>Makes the terms of events; its key is of this process, so nobody can prepare tags that share a term.</summary>
    internal TermHasher Hasher => _hasher;

    /// <summary>The number of terms somebody waits for.</summary>
    internal int TermCount
    {
        get
        {
            lock (_gate)
                return _byTerm.Count;
        }
    }

    internal void Add(Subscription subscription)
    {
        lock (_gate)
        {
            // Removal comes after this token, so who is over now is never added and then forgotten.
            if (subscription.Closed.IsCancellationRequested)
                return;
            subscription.IsIndexed = true;
            foreach (var filter in subscription.Filters)
            {
                if (filter.MatchesNothing)
                    continue;
                SubscriptionTerms.Collect(filter, _hasher, _filterTerms);
                foreach (ref readonly var term in _filterTerms.Span)
                    CollectionsMarshal.GetValueRefOrAddDefault(_byTerm, term, out _).Add(new(subscription, filter));
            }
        }
    }

    internal void Remove(Subscription subscription)
    {
        lock (_gate)
        {
            if (!subscription.IsIndexed)
                return;
            subscription.IsIndexed = false;
            foreach (var filter in subscription.Filters)
            {
                if (filter.MatchesNothing)
                    continue;
                SubscriptionTerms.Collect(filter, _hasher, _filterTerms);
                foreach (ref readonly var term in _filterTerms.Span)
                {
                    ref var subscribers = ref CollectionsMarshal.GetValueRefOrNullRef(_byTerm, term);
                    subscribers.Remove(new(subscription, filter));
                    if (subscribers.IsEmpty)
                        _byTerm.Remove(term);
                }
            }
        }
    }

    /// <summary>Adds everybody who waits for one of the terms; a subscription may come several times, and need not match.</summary>
    internal void Collect(ReadOnlySpan<Term> terms, List<Subscriber> candidates)
    {
        lock (_gate)
        {
            foreach (ref readonly var term in terms)
            {
                ref var subscribers = ref CollectionsMarshal.GetValueRefOrNullRef(_byTerm, term);
                if (!Unsafe.IsNullRef(ref subscribers))
                    subscribers.CopyTo(candidates);
            }
        }
    }
}
