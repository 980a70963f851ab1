using Relay.Core;
using Relay.Nostr;

namespace Relay.Storage.Postings;

/// <summary>
/// Counts the union of filters, each event once (NIP-45). For one kind without further conditions and without hidden events, the count is
/// the length of a list. Otherwise postings are walked, and records are read only if postings cannot decide or the authors are wanted.
/// </summary>
public sealed class CountWalk(EventQuery query, SliceBudget budget, HyperLogLog? authors = null, long bound = long.MaxValue)
{
    /// <summary>Creates a count of everything that is committed, in slices of the usual length.</summary>
    public CountWalk(EventQuery query)
        : this(query, SliceBudget.Default)
    {
    }

    // The same moment of the store in each slice.
    readonly long _bound = Math.Min(query.MaxSequence, bound);
    FilterSources? _opened;
    Posting _resume = Posting.Max;

    /// <summary>Made when it is needed: most counts are the length of one list.</summary>
    FilterSources Sources => _opened ??= new FilterSources(query.Filters, budget);

    /// <summary>The number counted so far.</summary>
    public long Count { get; private set; }

    /// <summary>Where to report scanned entries, when no snapshot is held; null if nothing needs to know.</summary>
    public QueryMeter? Meter => query.Meter;

    /// <summary>Postings scanned so far.</summary>
    public long Scanned => _opened?.Scanned ?? 0;

    /// <summary>The number of lists that were looked into before a posting of them was passed.</summary>
    public long Lists => _opened?.Lists ?? 0;

    /// <summary>Continues the count. False if the slice's time is over before the end.</summary>
    public bool RunSlice<TView>(scoped in TView view, long now)
        where TView : IStoreView<TView>, allows ref struct
    {
        if (_resume == Posting.Max && TryLength(view, now, out var length))
        {
            Count = length;
            return true;
        }
        var clock = new SliceClock(budget);
        if (!Sources.TryOpen(view, new QueryScope(query.Visibility, _bound, now), remaining: null, _resume, ref clock))
            return false;
        var isDone = RunSources(view, now, ref clock);
        Sources.CloseAll();
        return isDone;
    }

    bool RunSources<TView>(scoped in TView view, long now, ref SliceClock clock)
        where TView : IStoreView<TView>, allows ref struct
    {
        while (!clock.IsOver && Sources.TryNext(view, ref clock, out var posting))
        {
            Sources.Pass(view, posting);
            if (Counts(view, posting, now, ref clock))
                Count++;
            if (posting.IsZero)
                return true;
            _resume = posting.Previous;
            clock.Step();
        }
        if (!clock.IsOver || !Sources.TryPosition(out var position))
            return true;
        _resume = position;
        return false;
    }

    bool Counts<TView>(scoped in TView view, Posting posting, long now, ref SliceClock clock)
        where TView : IStoreView<TView>, allows ref struct
    {
        if (posting.Sequence > Math.Min(_bound, TView.NewestOf(view)))
            return false;
        var needsRecord = authors is not null || posting.HasExpiration || TView.IsAnyoneVanishing(view)
            || !query.Visibility.SeesAllOf(posting.Kind);
        var mayMatch = false;
        foreach (var i in Sources.Passed)
        {
            var filter = query.Filters[i];
            if (filter.Kinds is not null && !filter.Kinds.Contains(posting.Kind))
                continue;
            if (!needsRecord && filter.IsDecidedByPosting && IsInTime(filter, posting))
                return !TView.IsRemoved(view, posting.Sequence, _bound);
            mayMatch = true;
        }
        if (!mayMatch || !TView.TryGetRecord(view, posting.Sequence, _bound, out var record))
            return false;
        var e = new EventView(record);
        if (!TView.Exists(view, e, now) || !query.Visibility.CanSee(e))
            return false;
        foreach (var i in Sources.Passed)
        {
            clock.Step(query.Filters[i].StepsToMatch(e));
            if (!query.Filters[i].Matches(e))
                continue;
            authors?.Add(e.PublicKey);
            return true;
        }
        return false;
    }

    static bool IsInTime(Filter filter, Posting posting) => !(posting.CreatedAt < filter.Since) && !(posting.CreatedAt > filter.Until);

    /// <summary>Reads the length of one kind's list, if that is the answer.</summary>
    bool TryLength<TView>(scoped in TView view, long now, out long length)
        where TView : IStoreView<TView>, allows ref struct
    {
        length = 0;
        if (authors is not null || query.Filters is not [{ Kinds: { Count: 1 } kinds, Since: null, Until: null } filter]
            || !filter.IsDecidedByPosting || !query.Visibility.SeesAllOf(kinds[0]) || query.MaxSequence != long.MaxValue)
            return false;
        return TView.TryCountKind(view, kinds[0], now, out length);
    }
}
