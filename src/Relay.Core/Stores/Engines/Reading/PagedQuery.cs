using System.Collections.Immutable;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// The union of filters over an engine that answers page by page: results in order, each once, each filter with its own limit. It runs in
/// slices: a slice writes what is known, until the sink is full or another page is needed, and asks for that.
/// </summary>
sealed class PagedQuery
{
    /// <summary>The most results of a page, and the most bytes of the pages of a query together.</summary>
    const int MostRows = 500, MostBytes = 1 << 20, LeastBytes = 1 << 16;

    readonly IStoreEngine _engine;
    readonly EventQuery _query;
    readonly QueryMoment _moment;
    readonly long _now;
    readonly IEventSink _sink;
    readonly FilterPages[] _filters;
    readonly int _mostBytes;
    ImmutableDictionary<Bytes32, Vanishing> _vanishing = VanishingKeys.None;

    public PagedQuery(IStoreEngine engine, EventQuery query, QueryMoment moment, long now, IEventSink sink)
    {
        (_engine, _query, _moment, _now, _sink) = (engine, query, moment, now, sink);
        _filters = [.. query.Filters
            .Where(static filter => !filter.MatchesNothing && filter.Limit != 0).Select(static filter => new FilterPages(filter))];
        _mostBytes = Math.Max(LeastBytes, MostBytes / Math.Max(1, _filters.Length));
    }

    /// <summary>Writes until everything is written, the sink is full or a page is needed. The page is asked for within the slice.</summary>
    public PagedSlice RunSlice()
    {
        while (!_sink.IsComplete)
        {
            if (Array.Find(_filters, static filter => filter.NeedsPage) is { } lacking)
            {
                var question = lacking.Next(_query.Visibility, _moment.Bound, _now, MostRows, _mostBytes);
                // Before the page, which may still have their events.
                _vanishing = _moment.Vanishing;
                return new PagedSlice(PagedOutcome.NeedsPage, lacking, _engine.QueryAsync(question, CancellationToken.None));
            }
            if (Newest() is not { } head)
                break;
            if (!_sink.TryWrite(head.View))
                return new PagedSlice(PagedOutcome.SinkFull, null, default);
            foreach (var filter in _filters)
                filter.Pass(head.Id);
        }
        return new PagedSlice(PagedOutcome.Done, null, default);
    }

    /// <summary>Takes the page that a slice has asked for.</summary>
    public void Take(FilterPages filter, EnginePage page)
    {
        // After the page: a version that the page no longer has is among these.
        filter.Add(page, _moment.Replaced, Exists);
        _query.Meter?.AddScanned(page.Scanned);
    }

    bool Exists(CommittedEvent row)
    {
        var e = row.Event.View;
        return row.Sequence <= _moment.Bound && !e.IsExpiredAt(_now) && !_vanishing.Cover(e) && _query.Visibility.CanSee(e);
    }

    NostrEvent? Newest()
    {
        NostrEvent? newest = null;
        foreach (var filter in _filters)
        {
            if (filter.Head is { } head
                && (newest is null || EventPosition.Of(head.View).CompareTo(EventPosition.Of(newest.View)) < 0))
                newest = head;
        }
        return newest;
    }
}

/// <summary>Why a slice of a paged query ended.</summary>
enum PagedOutcome
{
    /// <summary>Everything was written, or nothing more is wanted.</summary>
    Done,

    /// <summary>The sink has no room.</summary>
    SinkFull,

    /// <summary>A page was asked for.</summary>
    NeedsPage,
}

/// <summary>The end of a slice.</summary>
/// <param name="Outcome">Why it ended.</param>
/// <param name="Filter">The filter whose page was asked for.</param>
/// <param name="Page">The page, perhaps later.</param>
readonly record struct PagedSlice(PagedOutcome Outcome, FilterPages? Filter, ValueTask<EnginePage> Page);
