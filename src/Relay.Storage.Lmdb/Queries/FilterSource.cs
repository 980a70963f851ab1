using Relay.Nostr;

namespace Relay.Storage.Lmdb;

/// <summary>
/// The candidates of one filter, from new to old: postings of the walked cover that are in every intersected one. Whether a
/// candidate matches is for its record to say.
/// </summary>
sealed class FilterSource(Filter filter, PostingMerge walked, PostingMerge[] intersected) : IDisposable
{
    // The posting of the earliest second allowed is greater than this one.
    readonly Posting _below = filter.Since is > 0 and var since ? Posting.LastOf(since - 1) : default;

    public Filter Filter => filter;

    /// <summary>Where the walk stands: there is no candidate above it that was not passed.</summary>
    public Posting Current => walked.Current;

    /// <summary>Whether the posting there is a candidate, as far as lists can tell.</summary>
    public bool IsSettled { get; private set; }

    /// <summary>How many other covers the walked one is intersected with.</summary>
    public int Intersections => intersected.Length;

    /// <summary>Postings looked at, for the counters.</summary>
    public long Scanned { get; private set; }

    /// <summary>How many postings this plan is good for, by the planner's estimate.</summary>
    public long Allowance { get; init; } = long.MaxValue;

    /// <summary>Whether the walk has come to its end.</summary>
    public bool IsAtEnd => !walked.HasCurrent || walked.Current <= _below && !_below.IsZero;

    /// <summary>Finds out whether the posting there is a candidate; if not, leaps to where the next one can be at the earliest.</summary>
    public bool TrySettle(scoped in StoreView view)
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
            return false;
        }
        return IsSettled = true;
    }

    /// <summary>Passes the candidate if it is this one.</summary>
    public void Pass(scoped in StoreView view, Posting posting)
    {
        if (!IsSettled || walked.Current != posting)
            return;
        walked.MoveNext(view);
        IsSettled = false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        walked.Dispose();
        foreach (var other in intersected)
            other.Dispose();
    }
}
