using Relay.Nostr;

namespace Relay.Storage.Lmdb;

/// <summary>
/// Enumerates the kinds that an author has events of, in the index and in the tail: one lookup for each of them and one more, however
/// many kinds a filter names.
/// </summary>
static class AuthorKinds
{
    /// <summary>
    /// Adds the terms of an author's kinds, of those wanted if some are. False if there are more than can be found and opened with the
    /// lists left.
    /// </summary>
    public static bool TryAdd(
        scoped in StoreView view, in Bytes32 author, FilterSet<ushort>? wanted, List<Term> terms, scoped ref ListAllowance lists)
    {
        for (var next = FirstWanted(wanted, 0); next >= 0;)
        {
            // What is found is opened, too.
            if (terms.Count >= lists.Left || !lists.TryTake(1))
                return false;
            if (!TryFirst(view, Term.AuthorKind(author, (ushort)next), out var found))
                return true;
            next = FirstWanted(wanted, found.KindOf);
            if (next != found.KindOf)
                continue;
            terms.Add(found);
            next = FirstWanted(wanted, next + 1);
        }
        return true;
    }

    /// <summary>The first term of the author with this kind or one above that has postings.</summary>
    static bool TryFirst(scoped in StoreView view, in Term wanted, out Term first)
    {
        Span<byte> key = stackalloc byte[Term.MaxLength];
        var any = view.Index.TryFirstListAtLeast(view.Postings, key[..wanted.WriteTo(key)], out var found)
            & Term.TryRead(found, out first) && first.IsSameAuthorKind(wanted);
        foreach (var run in view.Tail.Runs)
        {
            var at = run.FirstAtLeast(wanted);
            if (at == run.Terms.Length || !run.Terms[at].IsSameAuthorKind(wanted) || any && first.CompareTo(run.Terms[at]) <= 0)
                continue;
            first = run.Terms[at];
            any = true;
        }
        return any;
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
