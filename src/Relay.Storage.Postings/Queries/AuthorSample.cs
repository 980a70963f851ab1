using Relay.Nostr;

namespace Relay.Storage.Postings;

/// <summary>
/// How many of the newest events of a filter's kinds are by the filter's authors. If many are, as in the home timeline of a user who
/// follows the active authors, checking each of these events takes less time than opening hundreds of lists.
/// </summary>
/// <param name="Looked">The number of events that were checked.</param>
/// <param name="OfAuthors">How many of these are by the filter's authors.</param>
/// <param name="IsAll">Whether these were all events.</param>
readonly record struct AuthorSample(int Looked, int OfAuthors, bool IsAll)
{
    /// <summary>With fewer lists there is little to save.</summary>
    public const int LeastLists = 32;

    // A sample costs less than an eighth of what it may save. Below 16 events it tells little.
    const int ListsPerLook = 8, LeastLooks = 16, MostLooks = 128;

    /// <summary>The least number of events that are checked before another sample is taken, even if few events are wanted.</summary>
    public const int LeastAllowance = 256;

    /// <summary>How many events to check: the more lists there are to save, the more.</summary>
    public static int LooksFor(long lists) => (int)Math.Clamp(lists / ListsPerLook, LeastLooks, MostLooks);

    /// <summary>Checks up to <paramref name="looks"/> of the newest events under the terms.</summary>
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
    /// Whether the event would be sent, as far as kind, author and the query's scope tell. Hidden events do not count: an author of many
    /// hidden events has few to send.
    /// </summary>
    static bool IsOf<TView>(scoped in TView view, Filter filter, in QueryScope scope, Posting posting)
        where TView : IStoreView<TView>, allows ref struct =>
        (filter.Kinds is null || filter.Kinds.Contains(posting.Kind))
        && TView.TryGetRecord(view, posting.Sequence, scope.MaxSequence, out var record)
        && filter.Authors!.Contains(new EventView(record).PublicKey)
        && scope.Includes(view, new EventView(record), posting.Sequence);

    /// <summary>
    /// Whether to check each event instead of opening the lists. If so, <paramref name="allowance"/> is the number of events after which to
    /// choose again, since the next events may be by others.
    /// </summary>
    public bool TryChoose(long wanted, double listsCost, double lookCost, out long allowance)
    {
        var looks = IsAll ? Looked : OfAuthors == 0 ? double.PositiveInfinity : wanted * ((double)Looked / OfAuthors);
        allowance = IsAll ? long.MaxValue : (long)Math.Max(LeastAllowance, 2 * looks);
        return looks * lookCost < listsCost;
    }
}
