using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// One filter of a subscription as the live index has it. It knows its place in the list of each of its terms, so that it is taken out
/// without looking for it. Its places belong to the index, its stamp to the fan-out.
/// </summary>
sealed class LiveFilter
{
    readonly FilterMatcher _matcher;
    readonly SubscriptionTerms _terms;

    // Most filters have one term.
    readonly int[]? _places;
    int _place;

    internal LiveFilter(Subscription subscription, Filter filter, TermHasher hasher, LiveFilter? next)
    {
        Subscription = subscription;
        Next = next;
        _matcher = new FilterMatcher(filter, hasher);
        _terms = new SubscriptionTerms(filter);
        _places = _terms.Count > 1 ? new int[_terms.Count] : null;
    }

    internal Subscription Subscription { get; }

    /// <summary>The next filter of its subscription.</summary>
    internal LiveFilter? Next { get; }

    internal FilterMatcher Matcher => _matcher;

    /// <summary>The last event with which it was compared, so that an event that shares many terms with it is compared once.</summary>
    internal long Stamp { get; set; }

    /// <summary>The number of its terms; equal ones count each.</summary>
    internal int TermCount => _terms.Count;

    internal Term TermAt(int index) => _terms.At(index, _matcher);

    /// <summary>Where it stands in the list of its term.</summary>
    internal ref int PlaceOf(int term) => ref _places is null ? ref _place : ref _places[term];

    internal bool Matches(EventView e, EventTags tags) => _matcher.Matches(e, tags);
}
