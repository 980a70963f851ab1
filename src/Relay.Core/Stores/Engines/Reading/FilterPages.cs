using Relay.Nostr;

namespace Relay.Core;

/// <summary>The results of one filter, page by page, with the replaced versions that the query still sees. Not thread-safe.</summary>
sealed class FilterPages(Filter filter)
{
    readonly Queue<CommittedEvent> _rows = new();
    EventPosition? _next;
    bool _isLast;

    public Filter Filter => filter;

    /// <summary>How many results the filter still wants; null if all.</summary>
    public int? Wanted { get; private set; } = filter.Limit;

    /// <summary>Whether the next result is unknown until another page is read.</summary>
    public bool NeedsPage => _rows.Count == 0 && !_isLast;

    /// <summary>The next result; null if there are no more.</summary>
    public NostrEvent? Head => _rows.TryPeek(out var row) ? row.Event : null;

    /// <summary>The question for the next page.</summary>
    public EngineQuery Next(Visibility visibility, long bound, long now, int most, int mostBytes) =>
        // One more than is wanted, since a version that was replaced meanwhile may be among them.
        new(filter, visibility, _next, bound, now, Math.Min(most, Wanted is { } wanted ? Math.Min(wanted, most) + 1 : most), mostBytes);

    /// <summary>
    /// Adds a page and, in its range, the replaced versions. Both are in order. Only what <paramref name="exists"/> is kept.
    /// </summary>
    public void Add(EnginePage page, IReadOnlyList<CommittedEvent> replaced, Func<CommittedEvent, bool> exists)
    {
        var after = _next;
        _next = page.Next;
        _isLast = page.Next is null;
        foreach (var row in Merge(page.Rows, replaced, after, page.Next))
        {
            if (filter.Matches(row.Event.View) && exists(row))
                _rows.Enqueue(row);
        }
    }

    /// <summary>Passes the next result if it is this event, and counts it against the limit.</summary>
    public void Pass(in Bytes32 id)
    {
        if (!_rows.TryPeek(out var row) || row.Event.Id != id)
            return;
        _rows.Dequeue();
        if (Wanted is not null && --Wanted == 0)
            Close();
    }

    void Close()
    {
        _rows.Clear();
        _isLast = true;
    }

    static IEnumerable<CommittedEvent> Merge(
        IReadOnlyList<CommittedEvent> rows, IReadOnlyList<CommittedEvent> replaced, EventPosition? after, EventPosition? upTo)
    {
        if (replaced.Count == 0)
            return rows;
        var all = new SortedDictionary<EventPosition, CommittedEvent>();
        foreach (var row in replaced)
        {
            var position = EventPosition.Of(row.Event.View);
            if ((after is null || position.CompareTo(after.Value) > 0) && (upTo is null || position.CompareTo(upTo.Value) <= 0))
                all[position] = row;
        }
        foreach (var row in rows)
            all[EventPosition.Of(row.Event.View)] = row;
        return all.Values;
    }
}
