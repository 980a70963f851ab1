using Relay.Core;
using Relay.Nostr;

namespace Relay.Storage.Lmdb;

/// <summary>
/// A query that can stop anywhere and go on later in another view. What it keeps in between is one posting, the remaining limits
/// and, rarely, the rest of a group of events whose order only their whole ids decide.
/// </summary>
sealed class LmdbQuery
{
    readonly EventQuery _query;
    readonly SliceBudget _budget;
    readonly List<Filter> _filters = [];
    readonly List<long> _remaining = [];
    readonly FilterSources _sources = new();

    /// <summary>Members of a tie group that are yet to be sent, in their order.</summary>
    readonly Queue<long> _group = new();

    readonly bool[] _matches;

    Posting _resume = Posting.Max;

    public LmdbQuery(EventQuery query)
        : this(query, SliceBudget.Default)
    {
    }

    public LmdbQuery(EventQuery query, SliceBudget budget)
    {
        _query = query;
        _budget = budget;
        foreach (var filter in query.Filters)
        {
            if (filter.MatchesNothing || filter.Limit == 0)
                continue;
            _filters.Add(filter);
            _remaining.Add(filter.Limit ?? long.MaxValue);
        }
        _matches = new bool[_filters.Count];
    }

    /// <summary>Who wants to know how much is looked at, when no snapshot is held.</summary>
    public QueryMeter? Meter => _query.Meter;

    /// <summary>Postings looked at so far.</summary>
    public long Scanned => _sources.Scanned;

    /// <summary>Goes on until everything is sent or nothing more is wanted, the sink is full or the slice's time is over.</summary>
    public SliceOutcome RunSlice(scoped in StoreView view, IEventSink sink, long now)
    {
        if (!DrainGroup(view, sink, now))
            return SliceOutcome.SinkFull;
        _sources.Open(view, _filters, _query.Visibility, _remaining, _resume);
        var outcome = RunSources(view, sink, now);
        _sources.CloseAll();
        return outcome;
    }

    SliceOutcome RunSources(scoped in StoreView view, IEventSink sink, long now)
    {
        var clock = new SliceClock(_budget);
        while (!clock.IsOver && !_sources.IsPlanOutdated && _sources.TryNext(view, floor: default, ref clock, out var posting))
        {
            _sources.Pass(view, posting);
            if (_sources.TryNextOfGroup(view, posting, out _))
                posting = GatherGroup(view, posting);
            else if (MayMatch(view, posting) && !TrySend(view, posting.Sequence, sink, now))
                return SliceOutcome.SinkFull;
            if (posting.IsZero)
                return SliceOutcome.Done;
            _resume = posting.Previous;
            if (!DrainGroup(view, sink, now))
                return SliceOutcome.SinkFull;
            if (sink.IsComplete)
                return SliceOutcome.Done;
            clock.Step();
        }
        var isOver = clock.IsOver || _sources.IsPlanOutdated;
        if (!isOver || sink.IsComplete || !_sources.TryPosition(out var position))
            return SliceOutcome.Done;
        _resume = position;
        return SliceOutcome.TimeUp;
    }

    /// <summary>Takes all candidates that tie with the one just passed and queues them by whole id; gives the last one taken.</summary>
    Posting GatherGroup(scoped in StoreView view, Posting first)
    {
        var members = new List<(Bytes32 Id, long Sequence)>();
        var last = first;
        while (true)
        {
            if (MayMatch(view, last) && view.TryGetRecord(last.Sequence, out var record))
                members.Add((new EventView(record).Id, last.Sequence));
            if (!_sources.TryNextOfGroup(view, first, out var next))
                break;
            last = next;
            _sources.Pass(view, last);
        }
        members.Sort((a, b) => a.Id.CompareTo(b.Id));
        foreach (var member in members)
            _group.Enqueue(member.Sequence);
        return last;
    }

    bool DrainGroup(scoped in StoreView view, IEventSink sink, long now)
    {
        while (_group.TryPeek(out var sequence))
        {
            if (!TrySend(view, sequence, sink, now))
                return false;
            _group.Dequeue();
        }
        return true;
    }

    /// <summary>What the posting alone tells: numbers beyond the view's and kinds that no filter asks for need no record.</summary>
    bool MayMatch(scoped in StoreView view, Posting posting)
    {
        if (posting.Sequence > Math.Min(_query.MaxSequence, view.Tail.High))
            return false;
        for (var i = 0; i < _filters.Count; i++)
        {
            if (_remaining[i] > 0 && (_filters[i].Kinds is not { } kinds || kinds.Contains(posting.Kind)))
                return true;
        }
        return false;
    }

    /// <summary>Sends the event if it exists, is visible and is matched by a filter that still wants events. False only if the sink is full.</summary>
    bool TrySend(scoped in StoreView view, long sequence, IEventSink sink, long now)
    {
        if (!view.TryGetRecord(sequence, out var record))
            return true;
        var e = new EventView(record);
        if (!view.Exists(e, now) || !_query.Visibility.CanSee(e))
            return true;
        var isWanted = false;
        for (var i = 0; i < _filters.Count; i++)
            isWanted |= _matches[i] = _remaining[i] > 0 && _filters[i].Matches(e);
        if (!isWanted)
            return true;
        if (!sink.TryWrite(e))
            return false;
        for (var i = 0; i < _filters.Count; i++)
        {
            if (_matches[i] && --_remaining[i] == 0)
                _sources.Close(_filters[i]);
        }
        return true;
    }
}
