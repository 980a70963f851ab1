using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// One filter of a subscription in the live index. It knows its place in the list of each of its terms, so that it is removed without a
/// search. Its places belong to the index, its stamp to the fan-out.
/// </summary>
sealed class LiveFilter
{
    readonly FilterMatcher _matcher;
    readonly SubscriptionTerms _terms;

    // Most filters have one term.
    readonly int[]? _places;
    int _place;

    public LiveFilter(Subscription subscription, Filter filter, TermHasher hasher, LiveFilter? next)
    {
        Subscription = subscription;
        Next = next;
        _matcher = new FilterMatcher(filter, hasher);
        _terms = new SubscriptionTerms(filter);
        _places = _terms.Count > 1 ? new int[_terms.Count] : null;
    }

    public Subscription Subscription { get; }

    /// <summary>The next filter of its subscription.</summary>
    public LiveFilter? Next { get; }

    public FilterMatcher Matcher => _matcher;

    /// <summary>
    /// The number of the last event that it was compared with, so that an event that shares many terms with it is compared once.
    /// </summary>
    public long Stamp { get; set; }

    /// <summary>The number of its terms. Equal terms are counted separately.</summary>
    public int TermCount => _terms.Count;

    public Term TermAt(int index) => _terms.At(index, _matcher);

    /// <summary>Its place in the list of its term.</summary>
    public ref int PlaceOf(int term) => ref _places is null ? ref _place : ref _places[term];

    public bool Matches(EventView e, EventTags tags) => _matcher.Matches(e, tags);
}
