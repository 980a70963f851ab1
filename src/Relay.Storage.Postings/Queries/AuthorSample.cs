using Relay.Nostr;

namespace Relay.Storage.Postings;

/// <summary>
/// Whose the newest events of a filter's kinds are. Where many of them are of the filter's authors, as in the home timeline of
/// somebody who follows the active ones, looking at each finds the wanted number sooner than asking hundreds of lists.
/// </summary>
/// <param name="Looked">Events looked at.</param>
/// <param name="OfAuthors">How many of them are of the filter's authors.</param>
/// <param name="IsAll">Whether there are no more.</param>
readonly record struct AuthorSample(int Looked, int OfAuthors, bool IsAll)
{
    /// <summary>With fewer lists there is little to save.</summary>
    public const int LeastLists = 32;

    // A sample costs less than an eighth of what it may save, and tells little below 16.
    const int ListsPerLook = 8, LeastLooks = 16, MostLooks = 128;

    /// <summary>How many events are looked at before another sample is worth taking, however few are wanted.</summary>
    public const int LeastAllowance = 256;

    /// <summary>How many events to look at: more of them the more lists there are to save.</summary>
    public static int LooksFor(long lists) => (int)Math.Clamp(lists / ListsPerLook, LeastLooks, MostLooks);

    /// <summary>Looks at so many of the newest events under the terms.</summary>
    public static AuthorSample Take<TView>(
        scoped in TView view, Filter filter, in QueryScope scope, List<Term> terms, Posting atMost, int looks,
        scoped ref ListAllowance lists)
        where TView : IStoreView<TView>, allows ref struct
    {
        using var walk = new PostingMerge();
        walk.AddTerms(view, terms, atMost, ref lists);
        var since = filter.Since ?? 0;
        int looked = 0, ofAuthors = 0;
        while (looked < looks)
        {
            if (!walk.HasCurrent || walk.Current.CreatedAt < since)
                return new AuthorSample(looked, ofAuthors, IsAll: true);
            if (IsOf(view, filter, scope, walk.Current))
                ofAuthors++;
            looked++;
            walk.MoveNext(view);
        }
        return new AuthorSample(looked, ofAuthors, IsAll: false);
    }

    /// <summary>
    /// Whether the event would be sent, as far as kind, author and the query's scope tell: who hides many must not seem to have many.
    /// </summary>
    static bool IsOf<TView>(scoped in TView view, Filter filter, in QueryScope scope, Posting posting)
        where TView : IStoreView<TView>, allows ref struct =>
        (filter.Kinds is null || filter.Kinds.Contains(posting.Kind))
        && TView.TryGetRecord(view, posting.Sequence, scope.MaxSequence, out var record)
        && filter.Authors!.Contains(new EventView(record).PublicKey)
        && scope.Includes(view, new EventView(record), posting.Sequence);

    /// <summary>
    /// Whether to look at each event, and how many of them until the choice is made anew, since the next ones may be of others.
    /// </summary>
    public bool TryChoose(long wanted, double listsCost, double lookCost, out long allowance)
    {
        var looks = IsAll ? Looked : OfAuthors == 0 ? double.PositiveInfinity : wanted * ((double)Looked / OfAuthors);
        allowance = IsAll ? long.MaxValue : (long)Math.Max(LeastAllowance, 2 * looks);
        return looks * lookCost < listsCost;
    }
}
