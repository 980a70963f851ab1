using Relay.Nostr;

namespace Relay.Storage.Postings;

/// <summary>
/// The candidates of one filter, from new to old: postings of the walked cover that are in every intersected one. The record decides
/// whether a candidate matches.
/// </summary>
sealed class FilterSource(Filter filter, PostingMerge walked, PostingMerge[] intersected) : IDisposable
{
    // The posting of the earliest second allowed is greater than this one.
    readonly Posting _below = filter.Since is > 0 and var since ? Posting.LastOf(since - 1) : default;

    /// <summary>The index of the filter in the query.</summary>
    public int Index { get; set; }

    /// <summary>The position of the walk: every candidate above it was passed. Does not change once the walk has ended.</summary>
    public Posting Current { get; private set; } = walked.HasCurrent ? walked.Current : default;

    /// <summary>Whether the current posting is a candidate, as far as lists can tell.</summary>
    public bool IsSettled { get; private set; }

    /// <summary>The number of covers that the walked one is intersected with.</summary>
    public int Intersections => intersected.Length;

    /// <summary>Postings scanned, for the counters.</summary>
    public long Scanned { get; private set; }

    /// <summary>After how many postings to plan again, by the planner's estimate.</summary>
    public long Allowance { get; init; } = long.MaxValue;

    /// <summary>Whether the lists of the filter's authors are few enough to be considered again in the next slice.</summary>
    public bool MayListAuthors { get; init; } = true;

    /// <summary>Whether the walk has ended.</summary>
    public bool IsAtEnd => !walked.HasCurrent || walked.Current <= _below && !_below.IsZero;

    /// <summary>Finds out whether the current posting is a candidate. If not, it moves to the next posting that can be one.</summary>
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
            // No posting between the two is in both lists.
            walked.MoveDownTo(view, other.Current);
            Note();
            return false;
        }
        return IsSettled = true;
    }

    /// <summary>Passes the current posting.</summary>
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
