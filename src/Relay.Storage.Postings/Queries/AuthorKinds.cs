using Relay.Nostr;

namespace Relay.Storage.Postings;

/// <summary>
/// Finds the kinds that an author has events of, with one look-up per kind and one more, no matter how many kinds a filter names.
/// </summary>
static class AuthorKinds
{
    /// <summary>
    /// Adds the terms of an author's kinds, or of those among them that are wanted. False if there are more than can be found and opened
    /// within the allowance.
    /// </summary>
    public static bool TryAdd<TView>(
        scoped in TView view, in Bytes32 author, FilterSet<ushort>? wanted, List<Term> terms, scoped ref ListAllowance lists)
        where TView : IStoreView<TView>, allows ref struct
    {
        for (var next = FirstWanted(wanted, 0); next >= 0;)
        {
            // Each found list is opened later, too.
            if (terms.Count >= lists.Left || !lists.TryTake(1))
                return false;
            if (!TView.TryFirstAuthorKind(view, Term.AuthorKind(author, (ushort)next), out var found))
                return true;
            next = FirstWanted(wanted, found.KindOf);
            if (next != found.KindOf)
                continue;
            terms.Add(found);
            next = FirstWanted(wanted, next + 1);
        }
        return true;
    }

    /// <summary>
    /// The first wanted kind at or above <paramref name="least"/>; if no kinds are named, all are wanted. Negative if there is no such
    /// kind.
    /// </summary>
    static int FirstWanted(FilterSet<ushort>? wanted, int least)
    {
        if (least > ushort.MaxValue)
            return -1;
        if (wanted is null)
            return least;
        var at = wanted.Span.BinarySearch((ushort)least);
        at = at < 0 ? ~at : at;
        return at < wanted.Count ? wanted[at] : -1;
    }
}
