using Relay.Nostr;

namespace Relay.Storage.Postings;

/// <summary>
/// The candidates of one filter, from new to old: postings of the walked cover that are in every intersected one. Whether a
/// candidate matches is for its record to say.
/// </summary>
sealed class FilterSource(Filter filter, PostingMerge walked, PostingMerge[] intersected) : IDisposable
{
    // The posting of the earliest second allowed is greater than this one.
    readonly Posting _below = filter.Since is > 0 and var since ? Posting.LastOf(since - 1) : default;

    /// <summary>Which of the query's filters it is.</summary>
    public int Index { get; set; }

    /// <summary>
    /// Where the walk stands: there is no candidate above it that was not passed. Stays where it was once the walk is at its end.
    /// </summary>
    public Posting Current { get; private set; } = walked.HasCurrent ? walked.Current : default;

    /// <summary>Whether the posting there is a candidate, as far as lists can tell.</summary>
    public bool IsSettled { get; private set; }

    /// <summary>How many other covers the walked one is intersected with.</summary>
    public int Intersections => intersected.Length;

    /// <summary>Postings looked at, for the counters.</summary>
    public long Scanned { get; private set; }

    /// <summary>How many postings this plan is good for, by the planner's estimate.</summary>
    public long Allowance { get; init; } = long.MaxValue;

    /// <summary>Whether the lists of the filter's authors are few enough to be tried again in the next slice.</summary>
    public bool MayListAuthors { get; init; } = true;

    /// <summary>Whether the walk has come to its end.</summary>
    public bool IsAtEnd => !walked.HasCurrent || walked.Current <= _below && !_below.IsZero;

    /// <summary>Finds out whether the posting there is a candidate; if not, leaps to where the next one can be at the earliest.</summary>
    public bool TrySettle<TView>(scoped in TView view)
        where TView : IStoreView<TView>, allows ref struct
    {
        Scanned++;
        foreach (var other in intersected)
        {
            other.MoveDownTo(view, walked.Current);
            if (!other.HasCurrent)
            {
                walked.Clear();
                return false;
            }
            if (other.Current == walked.Current)
                continue;
            // Nothing between the two is in both.
            walked.MoveDownTo(view, other.Current);
            Note();
            return false;
        }
        return IsSettled = true;
    }

    /// <summary>Passes the posting there.</summary>
    public void Pass<TView>(scoped in TView view)
        where TView : IStoreView<TView>, allows ref struct
    {
        if (!IsSettled)
            Scanned++;
        walked.MoveNext(view);
        Note();
        IsSettled = false;
    }

    /// <summary>Ends the walk.</summary>
    public void Close() => walked.Clear();

    /// <inheritdoc/>
    public void Dispose()
    {
        walked.Dispose();
        foreach (var other in intersected)
            other.Dispose();
    }

    void Note() => Current = walked.HasCurrent ? walked.Current : Current;
}
