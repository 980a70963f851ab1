using Relay.Core;
using Relay.Nostr;

namespace Relay.Storage.Postings;

/// <summary>
/// A query that can stop anywhere and go on later in another view. What it keeps in between is one posting, the remaining limits
/// and, rarely, a group of events whose order only their whole ids decide.
/// </summary>
public sealed class QueryWalk
{
    /// <summary>Bytes of a record that take as long as a step to be sent, roughly.</summary>
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

    /// <summary>A query for everything that is committed, in slices of the usual length.</summary>
    public QueryWalk(EventQuery query)
        : this(query, SliceBudget.Default)
    {
    }

    /// <summary>A query for numbers up to this one at most: a moment of the store, the same in each slice.</summary>
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

    /// <summary>Who wants to know how much is looked at, when no snapshot is held.</summary>
    public QueryMeter? Meter => _query.Meter;

    /// <summary>Postings looked at so far.</summary>
    public long Scanned => _sources.Scanned;

    /// <summary>Lists asked for something so far, before a posting of them was passed.</summary>
    public long Lists => _sources.Lists;

    /// <summary>Goes on until everything is sent or nothing more is wanted, the sink is full or the slice's time is over.</summary>
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

    /// <summary>Keeps an event of a tie group that is to be sent, as far as can be told before those of lower ids are.</summary>
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

    /// <summary>Sends a group that is complete, in its order; null when that is done.</summary>
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

    /// <summary>What the posting alone tells: numbers beyond the view's and kinds that no filter asks for need no record.</summary>
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

    /// <summary>Finds out which of the filters match the event and still want it; false if none does, or it is not to be seen.</summary>
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
        // Written out and compressed, a large one takes as long as many small ones, however little of it waits in the sink.
        clock.Step(record.Length / BytesAStep);
        foreach (var i in _matches.AsSpan(0, _matched))
        {
            // What has no limit wants all, to the end.
            if (_remaining[i] == long.MaxValue || --_remaining[i] > 0)
                continue;
            _open--;
            _sources.Close(i);
        }
        return true;
    }

    static bool IsWanted(Filter filter) => !filter.MatchesNothing && filter.Limit != 0;

    /// <summary>Every filter: which of them a member of a group was found for is not kept.</summary>
    int[] All()
    {
        var all = new int[_filters.Length];
        for (var i = 0; i < all.Length; i++)
            all[i] = i;
        return all;
    }
}
