using Relay.Core;
using Relay.Nostr;

namespace Relay.Storage.Lmdb;

/// <summary>
/// Counts the union of filters, each event once (NIP-45). One unrestricted kind of which nothing can be hidden is a list's length;
/// else postings are walked, and records looked at only where postings cannot decide or somebody wants to know the authors.
/// </summary>
sealed class LmdbCount(EventQuery query, SliceBudget budget, HyperLogLog? authors = null)
{
    public LmdbCount(EventQuery query)
        : this(query, SliceBudget.Default)
    {
    }

    readonly FilterSources _sources = new();
    Posting _resume = Posting.Max;

    /// <summary>The number counted so far.</summary>
    public long Count { get; private set; }

    /// <summary>Who wants to know how much is looked at, when no snapshot is held.</summary>
    public QueryMeter? Meter => query.Meter;

    /// <summary>Postings looked at so far.</summary>
    public long Scanned => _sources.Scanned;

    /// <summary>Goes on counting; false if the slice's time is over before the end.</summary>
    public bool RunSlice(scoped in StoreView view, long now)
    {
        if (_resume == Posting.Max && TryLength(view, now, out var length))
        {
            Count = length;
            return true;
        }
        _sources.Open(view, query.Filters, query.Visibility, remaining: null, _resume);
        var isDone = RunSources(view, now);
        _sources.CloseAll();
        return isDone;
    }

    bool RunSources(scoped in StoreView view, long now)
    {
        var clock = new SliceClock(budget);
        while (!clock.IsOver && _sources.TryNext(view, floor: default, ref clock, out var posting))
        {
            if (Counts(view, posting, now))
                Count++;
            _sources.Pass(view, posting);
            if (posting.IsZero)
                return true;
            _resume = posting.Previous;
            clock.Step();
        }
        if (!clock.IsOver || !_sources.TryPosition(out var position))
            return true;
        _resume = position;
        return false;
    }

    bool Counts(scoped in StoreView view, Posting posting, long now)
    {
        if (posting.Sequence > Math.Min(query.MaxSequence, view.Tail.High))
            return false;
        var needsRecord = authors is not null || posting.HasExpiration || view.Tail.Vanishing.Count > 0
            || !query.Visibility.SeesAllOf(posting.Kind);
        if (!needsRecord)
        {
            foreach (var source in _sources.All)
            {
                if (source.Filter.IsDecidedByPosting && Matches(source.Filter, posting))
                    return !view.Tail.IsRemoved(posting.Sequence);
            }
        }
        if (!view.TryGetRecord(posting.Sequence, out var record))
            return false;
        var e = new EventView(record);
        if (!view.Exists(e, now) || !query.Visibility.CanSee(e))
            return false;
        foreach (var source in _sources.All)
        {
            if (!source.Filter.Matches(e))
                continue;
            authors?.Add(e.PublicKey);
            return true;
        }
        return false;
    }

    static bool Matches(Filter filter, Posting posting) =>
        (filter.Kinds is null || filter.Kinds.Contains(posting.Kind))
        && !(posting.CreatedAt < filter.Since) && !(posting.CreatedAt > filter.Until);

    /// <summary>The length of one kind's list, where that is the answer.</summary>
    bool TryLength(scoped in StoreView view, long now, out long length)
    {
        length = 0;
        if (authors is not null || query.Filters is not [{ Kinds: { Count: 1 } kinds, Since: null, Until: null } filter]
            || !filter.IsDecidedByPosting || !query.Visibility.SeesAllOf(kinds[0]) || query.MaxSequence != long.MaxValue)
            return false;
        // What is being merged stands in tail and index both, and removed, expired or vanishing events still have postings.
        var tail = view.Tail;
        if (!view.IsDisjoint || tail.RemovedCount > 0 || tail.Vanishing.Count > 0 || ExpiredEvents.Any(view, now))
            return false;
        Span<byte> key = stackalloc byte[Term.MaxLength];
        var term = Term.Kind(kinds[0]);
        length = view.Index.ListLength(view.Postings, key[..term.WriteTo(key)]);
        foreach (var run in tail.Runs)
            length += run.PostingsOf(term).Count;
        return true;
    }
}
