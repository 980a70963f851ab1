using System.Collections;
using Relay.Nostr;

namespace Relay.Storage.Postings;

/// <summary>
/// The candidates of several filters, from new to old, each once: a heap with the newest on top. Opened again in every slice: between
/// slices it keeps only a posting, and the postings of events that were found by ids.
/// </summary>
sealed class FilterSources(IReadOnlyList<Filter> filters, SliceBudget budget)
{
    readonly List<FilterSource> _heap = new(filters.Count);
    readonly FilterSource?[] _open = new FilterSource?[filters.Count];
    readonly int[] _passed = new int[filters.Count];

    /// <summary>Filters that want few lists come first, and leave the rest of their share to the others.</summary>
    readonly int[]? _order = filters.Count > 1 ? InOrder(filters) : null;
    BitArray? _withoutAuthors;

    // What filters with ids have found. It stays valid: removed events have no record any more, and later events are not asked for.
    Posting[]?[]? _found;
    int _passedCount;
    bool _wasInterrupted;
    Posting _openedAt;

    /// <summary>Postings scanned, for the counters.</summary>
    public long Scanned { get; private set; }

    /// <summary>The number of lists that were looked into before a posting was passed, for the counters.</summary>
    public long Lists { get; private set; }

    /// <summary>Whether a source has passed more postings than its plan allows: the next slice makes a new plan.</summary>
    public bool IsPlanOutdated { get; private set; }

    /// <summary>The filters whose walks passed the last posting. Only these can match its event.</summary>
    public ReadOnlySpan<int> Passed => _passed.AsSpan(0, _passedCount);

    /// <summary>
    /// Opens the filters that still want events, from this posting down. False if the slice's time is over before all are open. What was
    /// read is then in the cache for the next slice, which opens all of them even if that takes longer.
    /// </summary>
    public bool TryOpen<TView>(
        scoped in TView view, in QueryScope scope, IReadOnlyList<long>? remaining, Posting atMost, ref SliceClock clock)
        where TView : IStoreView<TView>, allows ref struct
    {
        _openedAt = atMost;
        IsPlanOutdated = false;
        var left = budget.Lists;
        for (var done = 0; done < filters.Count; done++)
        {
            var i = _order is null ? 0 : _order[done];
            if (filters[i].MatchesNothing || remaining is not null && remaining[i] == 0)
                continue;
            var lists = new ListAllowance(Math.Max(1, left / (filters.Count - done)), ref clock, _wasInterrupted, budget.Lists - left);
            var before = lists.Left;
            Open(view, i, scope, remaining?[i] ?? long.MaxValue, atMost, ref lists);
            left -= before - lists.Left;
            Lists += before - lists.Left;
            if (lists.IsInterrupted)
            {
                CloseAll();
                _wasInterrupted = true;
                return false;
            }
        }
        _wasInterrupted = false;
        // The opened lists must be used: some postings are passed in any case.
        if (clock.IsOver)
            clock = new SliceClock(budget);
        return true;
    }

    /// <summary>Leaves out a filter that wants no more events.</summary>
    public void Close(int filter) => _open[filter]?.Close();

    public void CloseAll()
    {
        foreach (var source in _heap)
            Retire(source);
        _heap.Clear();
    }

    /// <summary>
    /// Finds the newest candidate. Also false if the slice's time is over before it is found, since long lists may have little in common;
    /// at least one posting has been passed by then.
    /// </summary>
    public bool TryNext<TView>(scoped in TView view, ref SliceClock clock, out Posting newest)
        where TView : IStoreView<TView>, allows ref struct
    {
        while (TryPosition(out newest) && !(clock.IsOver && newest < _openedAt))
        {
            var source = _heap[0];
            if (source.IsSettled || source.TrySettle(view))
                return true;
            Moved(source);
            clock.Step();
        }
        return false;
    }

    /// <summary>Passes a candidate in every source that has it.</summary>
    public void Pass<TView>(scoped in TView view, Posting posting)
        where TView : IStoreView<TView>, allows ref struct
    {
        _passedCount = 0;
        while (TryPosition(out var position) && position == posting)
        {
            var source = _heap[0];
            source.Pass(view);
            _passed[_passedCount++] = source.Index;
            Moved(source);
        }
    }

    /// <summary>The position of the walks: every posting above it was passed. False if there are no more.</summary>
    public bool TryPosition(out Posting position)
    {
        while (_heap.Count > 0)
        {
            if (!_heap[0].IsAtEnd)
            {
                position = _heap[0].Current;
                return true;
            }
            Retire(_heap[0]);
            _heap[0] = _heap[^1];
            _heap.RemoveAt(_heap.Count - 1);
            SiftDown();
        }
        position = default;
        return false;
    }

    void Open<TView>(
        scoped in TView view, int i, in QueryScope scope, long wanted, Posting atMost, scoped ref ListAllowance lists)
        where TView : IStoreView<TView>, allows ref struct
    {
        var filter = filters[i];
        if (filter.Until is { } until && Posting.LastOf(until) < atMost)
            atMost = Posting.LastOf(until);
        var found = _found?[i];
        var source = FilterPlanner.Open(view, filter, scope, atMost, wanted, _withoutAuthors?[i] != true, ref found, ref lists);
        if (found is not null)
            (_found ??= new Posting[]?[filters.Count])[i] = found;
        source.Index = i;
        if (!source.MayListAuthors && !lists.IsInterrupted)
            (_withoutAuthors ??= new BitArray(filters.Count))[i] = true;
        _open[i] = source;
        _heap.Add(source);
        for (var at = _heap.Count - 1; at > 0 && _heap[(at - 1) / 2].Current < _heap[at].Current; at = (at - 1) / 2)
            (_heap[at], _heap[(at - 1) / 2]) = (_heap[(at - 1) / 2], _heap[at]);
    }

    static int[] InOrder(IReadOnlyList<Filter> filters)
    {
        var order = new int[filters.Count];
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        Array.Sort(Array.ConvertAll(order, i => PlanCosts.WantedLists(filters[i])), order);
        return order;
    }

    void Moved(FilterSource source)
    {
        IsPlanOutdated |= source.Scanned > source.Allowance;
        SiftDown();
    }

    void Retire(FilterSource source)
    {
        Scanned += source.Scanned;
        _open[source.Index] = null;
        source.Dispose();
    }

    void SiftDown()
    {
        for (int at = 0, child; (child = 2 * at + 1) < _heap.Count; at = child)
        {
            if (child + 1 < _heap.Count && _heap[child + 1].Current > _heap[child].Current)
                child++;
            if (_heap[child].Current <= _heap[at].Current)
                return;
            (_heap[at], _heap[child]) = (_heap[child], _heap[at]);
        }
    }
}
