namespace Relay.Nostr;

/// <summary>Collects the terms of an event.</summary>
public static class EventTerms
{
    /// <summary>Collects the terms under which a store indexes the event, sorted and without repetition.</summary>
    public static void CollectStored(EventView e, TermHasher hasher, TermList terms)
    {
        terms.Clear();
        terms.Add(Term.All);
        terms.Add(Term.Kind(e.Kind));
        terms.Add(Term.AuthorKind(e.PublicKey, e.Kind));
        if (Kind.ClassOf(e.Kind) == KindClass.Addressable)
            terms.Add(AddressOf(e));
        CollectTags(e, hasher, terms);
        terms.SortAndDeduplicate();
    }

    /// <summary>
    /// Collects the terms under which subscriptions wait for the event, without repetition. The tags must be the event's.
    /// </summary>
    public static void CollectLive(EventView e, EventTags tags, TermList terms)
    {
        terms.Clear();
        terms.Add(Term.All);
        terms.Add(Term.Kind(e.Kind));
        terms.Add(Term.AuthorKind(e.PublicKey, e.Kind));
        terms.Add(Term.Author(e.PublicKey));
        terms.Add(Term.Id(e.Id));
        foreach (ref readonly var tag in tags.All)
        {
            // A key and a text with the same bytes are two values with one term.
            var term = Term.Tag(tag.Letter, tag.Hash);
            if (!terms.Span[^1].Equals(term))
                terms.Add(term);
        }
    }

    /// <summary>
    /// The address term of an addressable event. A missing <c>d</c> tag counts as an empty one, and only the first counts.
    /// </summary>
    public static Term AddressOf(EventView e)
    {
        e.Tags.TryGetFirst("d"u8, out var d);
        return Term.Address(e.PublicKey, e.Kind, d);
    }

    static void CollectTags(EventView e, TermHasher hasher, TermList terms)
    {
        foreach (var tag in e.Tags)
        {
            if (tag.Count > 1 && tag.Letter is var letter and not 0)
                terms.Add(hasher.Tag(letter, tag.Value));
        }
    }
}
