using Relay.Nostr;

namespace Relay.Storage.Postings;

/// <summary>
/// Enumerates the kinds that an author has events of: one look-up for each of them and one more, however many kinds a filter names.
/// </summary>
static class AuthorKinds
{
    /// <summary>
    /// Adds the terms of an author's kinds, of those wanted if some are. False if there are more than can be found and opened with the
    /// lists left.
    /// </summary>
    public static bool TryAdd<TView>(
        scoped in TView view, in Bytes32 author, FilterSet<ushort>? wanted, List<Term> terms, scoped ref ListAllowance lists)
        where TView : IStoreView<TView>, allows ref struct
    {
        for (var next = FirstWanted(wanted, 0); next >= 0;)
        {
            // What is found is opened, too.
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

    /// <summary>The first kind wanted that is this one or above, of all kinds if none are named; negative if there is none.</summary>
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
