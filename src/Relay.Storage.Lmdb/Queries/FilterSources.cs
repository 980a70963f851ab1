using System.Runtime.InteropServices;
using Relay.Core;
using Relay.Nostr;

namespace Relay.Storage.Lmdb;

/// <summary>
/// The candidates of several filters, from new to old, each once. Opened anew in every slice: only a posting is kept between two.
/// </summary>
sealed class FilterSources
{
    readonly List<FilterSource> _open = [];
    Posting _openedAt;

    /// <summary>Postings looked at, for the counters.</summary>
    public long Scanned { get; private set; }

    public ReadOnlySpan<FilterSource> All => CollectionsMarshal.AsSpan(_open);

    /// <summary>Opens the filters that want events, from this posting down.</summary>
    public void Open(
        scoped in StoreView view, IReadOnlyList<Filter> filters, Visibility visibility, IReadOnlyList<long>? remaining, Posting atMost)
    {
        _openedAt = atMost;
        for (var i = 0; i < filters.Count; i++)
        {
            var filter = filters[i];
            if (filter.MatchesNothing || remaining is not null && remaining[i] == 0)
                continue;
            var last = filter.Until is { } until ? Posting.LastOf(until) : Posting.Max;
            _open.Add(FilterPlanner.Open(view, filter, visibility, last < atMost ? last : atMost, remaining?[i] ?? long.MaxValue));
        }
    }

    /// <summary>Leaves out the source of a filter that wants no more.</summary>
    public void Close(Filter filter)
    {
        for (var i = 0; i < _open.Count; i++)
        {
            if (!ReferenceEquals(_open[i].Filter, filter))
                continue;
            Scanned += _open[i].Scanned;
            _open[i].Dispose();
            _open.RemoveAt(i);
            return;
        }
    }

    public void CloseAll()
    {
        foreach (var source in _open)
        {
            Scanned += source.Scanned;
            source.Dispose();
        }
        _open.Clear();
    }

    /// <summary>
    /// The newest candidate, if it is not below the floor. False also when the time is over before that is known, since long lists may
    /// have little in common; something has been passed by then.
    /// </summary>
    public bool TryNext(scoped in StoreView view, Posting floor, ref SliceClock clock, out Posting newest)
    {
        while (TryPosition(out newest) && newest >= floor && !(clock.IsOver && newest < _openedAt))
        {
            var any = false;
            foreach (var source in _open)
            {
                if (source.IsAtEnd || source.Current != newest)
                    continue;
                if (source.IsSettled || source.TrySettle(view))
                    any = true;
                else
                    clock.Step();
            }
            if (any)
                return true;
        }
        return false;
    }

    /// <summary>The next candidate if it ties with the one just passed. Looks no further than that, so it needs no clock.</summary>
    public bool TryNextOfGroup(scoped in StoreView view, Posting posting, out Posting next)
    {
        var endless = SliceClock.Endless;
        return TryNext(view, posting.LastOfGroup, ref endless, out next) && next.TiesWith(posting);
    }

    /// <summary>Whether a source has walked farther than its plan was good for: the next slice makes a new one.</summary>
    public bool IsPlanOutdated
    {
        get
        {
            foreach (var source in _open)
            {
                if (source.Scanned > source.Allowance)
                    return true;
            }
            return false;
        }
    }

    /// <summary>Passes a candidate in every source that has it.</summary>
    public void Pass(scoped in StoreView view, Posting posting)
    {
        foreach (var source in _open)
            source.Pass(view, posting);
    }

    /// <summary>Where the walks stand: nothing above is left. False if nothing is left at all.</summary>
    public bool TryPosition(out Posting position)
    {
        position = default;
        var any = false;
        foreach (var source in _open)
        {
            if (source.IsAtEnd)
                continue;
            any = true;
            if (source.Current > position)
                position = source.Current;
        }
        return any;
    }
}
