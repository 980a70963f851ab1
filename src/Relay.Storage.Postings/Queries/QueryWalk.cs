using Relay.Core;
using Relay.Nostr;

namespace Relay.Storage.Postings;

/// <summary>
/// A query that can stop anywhere and continue later in another view. Between slices it keeps one posting, the remaining limits and,
/// rarely, a group of events that only their whole ids can order.
/// </summary>
public sealed class QueryWalk
{
    /// <summary>The bytes of a record that take about as long to send as one step.</summary>
    const int BytesAStep = 1024;

    readonly EventQuery _query;
    readonly long _bound;
    readonly SliceBudget _budget;
    readonly Filter[] _filters;
    readonly long[] _remaining;
    readonly int[] _matches;
    readonly FilterSources _sources;

    TieGroup? _group;
    int _matched;
    int _open;
    Posting _resume = Posting.Max;

    /// <summary>Creates a query for everything that is committed, in slices of the usual length.</summary>
    public QueryWalk(EventQuery query)
        : this(query, SliceBudget.Default)
    {
    }

    /// <summary>Creates a query for numbers up to <paramref name="bound"/>: the same moment of the store in each slice.</summary>
    public QueryWalk(EventQuery query, SliceBudget budget, long bound = long.MaxValue)
    {
        _query = query;
        _bound = Math.Min(query.MaxSequence, bound);
        _budget = budget;
        foreach (var filter in query.Filters)
            _open += IsWanted(filter) ? 1 : 0;
        _filters = new Filter[_open];
        _remaining = new long[_open];
        _matches = new int[_open];
        var count = 0;
        foreach (var filter in query.Filters)
        {
            if (!IsWanted(filter))
                continue;
            _remaining[count] = filter.Limit ?? long.MaxValue;
            _filters[count++] = filter;
        }
        _sources = new FilterSources(_filters, budget);
    }

    /// <summary>Where to report scanned entries, when no snapshot is held; null if nothing needs to know.</summary>
    public QueryMeter? Meter => _query.Meter;

    /// <summary>Postings scanned so far.</summary>
    public long Scanned => _sources.Scanned;

    /// <summary>The number of lists that were looked into before a posting of them was passed.</summary>
    public long Lists => _sources.Lists;

    /// <summary>Continues until everything is sent, nothing more is wanted, the sink is full or the slice's time is over.</summary>
    public SliceOutcome RunSlice<TView>(scoped in TView view, IEventSink sink, long now)
        where TView : IStoreView<TView>, allows ref struct
    {
        var clock = new SliceClock(_budget);
        if (DrainGroup(view, sink, now, ref clock) is { } early)
            return early;
        if (!_sources.TryOpen(view, new QueryScope(_query.Visibility, _bound, now), _remaining, _resume, ref clock))
            return sink.IsComplete ? SliceOutcome.Done : SliceOutcome.TimeUp;
        var outcome = RunSources(view, sink, now, ref clock);
        _sources.CloseAll();
        return outcome;
    }

    SliceOutcome RunSources<TView>(scoped in TView view, IEventSink sink, long now, ref SliceClock clock)
        where TView : IStoreView<TView>, allows ref struct
    {
        while (!clock.IsOver && !_sources.IsPlanOutdated && _sources.TryNext(view, ref clock, out var posting))
        {
            if (_group is not null && _group.EndsBefore(posting))
            {
                _group.Close();
                if (DrainGroup(view, sink, now, ref clock) is { } stopped)
                    return stopped;
                continue;
            }
            _sources.Pass(view, posting);
            if (_group is { IsOpen: true } || _sources.TryPosition(out var next) && next.TiesWith(posting))
                Gather(view, posting, now, ref clock);
            else if (MayMatch(view, posting) && !TrySend(view, posting.Sequence, _sources.Passed, sink, now, ref clock))
                return SliceOutcome.SinkFull;
            if (posting.IsZero)
                break;
            _resume = posting.Previous;
            if (sink.IsComplete)
                return SliceOutcome.Done;
            clock.Step();
        }
        if ((clock.IsOver || _sources.IsPlanOutdated) && !sink.IsComplete && _sources.TryPosition(out var position))
        {
            _resume = position;
            return SliceOutcome.TimeUp;
        }
        _group?.Close();
        return DrainGroup(view, sink, now, ref clock) ?? SliceOutcome.Done;
    }

    /// <summary>Keeps an event of a tie group if it is to be sent, as far as that is known before events with lower ids are sent.</summary>
    void Gather<TView>(scoped in TView view, Posting posting, long now, ref SliceClock clock)
        where TView : IStoreView<TView>, allows ref struct
    {
        _group ??= new TieGroup();
        _group.Open(posting);
        if (!MayMatch(view, posting) || !TView.TryGetRecord(view, posting.Sequence, _bound, out var record))
            return;
        var e = new EventView(record);
        if (Match(view, e, _sources.Passed, now, ref clock))
            _group.Add(e.Id, posting.Sequence);
    }

    /// <summary>Sends a complete group, in its order. Null when all of it is sent.</summary>
    SliceOutcome? DrainGroup<TView>(scoped in TView view, IEventSink sink, long now, ref SliceClock clock)
        where TView : IStoreView<TView>, allows ref struct
    {
        int[]? all = null;
        while (_group is not null && _group.TryPeek(out var sequence))
        {
            if (sink.IsComplete || _open == 0)
                return SliceOutcome.Done;
            if (clock.IsOver)
                return SliceOutcome.TimeUp;
            if (!TrySend(view, sequence, all ??= All(), sink, now, ref clock))
                return SliceOutcome.SinkFull;
            _group.Pass();
            clock.Step();
        }
        return null;
    }

    /// <summary>
    /// Whether the posting can match: events beyond the bound, and kinds that no filter asks for, are skipped without reading a record.
    /// </summary>
    bool MayMatch<TView>(scoped in TView view, Posting posting)
        where TView : IStoreView<TView>, allows ref struct
    {
        if (posting.Sequence > Math.Min(_bound, TView.NewestOf(view)))
            return false;
        foreach (var i in _sources.Passed)
        {
            if (_remaining[i] > 0 && (_filters[i].Kinds is not { } kinds || kinds.Contains(posting.Kind)))
                return true;
        }
        return false;
    }

    /// <summary>
    /// Finds out which of the filters match the event and still want events. False if no filter does, or if the event is hidden.
    /// </summary>
    bool Match<TView>(scoped in TView view, EventView e, ReadOnlySpan<int> filters, long now, ref SliceClock clock)
        where TView : IStoreView<TView>, allows ref struct
    {
        _matched = 0;
        if (!TView.Exists(view, e, now) || !_query.Visibility.CanSee(e))
            return false;
        foreach (var i in filters)
        {
            if (_remaining[i] == 0)
                continue;
            clock.Step(_filters[i].StepsToMatch(e));
            if (_filters[i].Matches(e))
                _matches[_matched++] = i;
        }
        return _matched > 0;
    }

    /// <summary>
    /// Sends the event if it exists, is visible and is matched by a filter that still wants events. False only if the sink is full.
    /// </summary>
    bool TrySend<TView>(scoped in TView view, long sequence, ReadOnlySpan<int> filters, IEventSink sink, long now, ref SliceClock clock)
        where TView : IStoreView<TView>, allows ref struct
    {
        if (!TView.TryGetRecord(view, sequence, _bound, out var record))
            return true;
        var e = new EventView(record);
        if (!Match(view, e, filters, now, ref clock))
            return true;
        if (!sink.TryWrite(e))
            return false;
        // Writing and compressing a large event takes as long as many small ones, even if little of it stays in the sink.
        clock.Step(record.Length / BytesAStep);
        foreach (var i in _matches.AsSpan(0, _matched))
        {
            // A filter without a limit wants all events.
            if (_remaining[i] == long.MaxValue || --_remaining[i] > 0)
                continue;
            _open--;
            _sources.Close(i);
        }
        return true;
    }

    static bool IsWanted(Filter filter) => !filter.MatchesNothing && filter.Limit != 0;

    /// <summary>The indices of all filters: a group does not keep which filter its members were found for.</summary>
    int[] All()
    {
        var all = new int[_filters.Length];
        for (var i = 0; i < all.Length; i++)
            all[i] = i;
        return all;
    }
}
