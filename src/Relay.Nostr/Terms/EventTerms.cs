namespace Relay.Nostr;

/// <summary>The terms an event emits.</summary>
public static class EventTerms
{
    /// <summary>Collects the terms under which a store files the event, sorted, each once.</summary>
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

    /// <summary>Collects the terms under which subscriptions wait for the event, whose tags are those collected, each once.</summary>
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
            // A key and a text of the same bytes are two values with one term.
            var term = Term.Tag(tag.Letter, tag.Hash);
            if (!terms.Span[^1].Equals(term))
                terms.Add(term);
        }
    }

    /// <summary>The address term of an addressable event: a missing <c>d</c> tag is the empty one, only the first counts.</summary>
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
