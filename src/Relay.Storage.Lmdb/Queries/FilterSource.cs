using Relay.Nostr;

namespace Relay.Storage.Lmdb;

/// <summary>
/// The candidates of one filter, from new to old: postings of the walked cover that are in every intersected one. Whether a
/// candidate matches is for its record to say.
/// </summary>
sealed class FilterSource(Filter filter, PostingMerge walked, PostingMerge[] intersected)
{
    // The posting of the earliest second allowed is greater than this one.
    readonly Posting _below = filter.Since is > 0 and var since ? Posting.LastOf(since - 1) : default;

    bool _isPositioned;

    public Filter Filter => filter;

    /// <summary>The candidate at hand.</summary>
    public Posting Current => walked.Current;

    /// <summary>Postings looked at, for the counters.</summary>
    public long Scanned { get; private set; }

    /// <summary>Settles on the next candidate, if it is not there already; false when there are no more.</summary>
    public bool Position(scoped in StoreView view)
    {
        while (!_isPositioned)
        {
            if (!walked.HasCurrent || walked.Current <= _below && !_below.IsZero)
                return false;
            Scanned++;
            _isPositioned = true;
            foreach (var other in intersected)
            {
                other.MoveDownTo(view, walked.Current);
                if (!other.HasCurrent)
                    return _isPositioned = false;
                if (other.Current == walked.Current)
                    continue;
                // Nothing between the two is in both: leap.
                walked.MoveDownTo(view, other.Current);
                _isPositioned = false;
                break;
            }
        }
        return walked.HasCurrent;
    }

    /// <summary>Passes the candidate at hand.</summary>
    public void MoveNext(scoped in StoreView view)
    {
        walked.MoveNext(view);
        _isPositioned = false;
    }
}
