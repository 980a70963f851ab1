using Relay.Core;
using Relay.Nostr;

namespace Relay.Storage.RocksDb;

/// <summary>Collects a page of rows for the store's own work. The view that is being read tells their numbers.</summary>
sealed class PageSink : IEventSink
{
    readonly EngineQuery _query;
    readonly List<CommittedEvent> _rows = [];
    int _bytes;

    public PageSink(EngineQuery query)
    {
        _query = query;
        var until = query.After is { } after && !(query.Filter.Until < after.CreatedAt) ? after.CreatedAt : query.Filter.Until;
        Query = new EventQuery
        {
            Filters = [query.Filter with { Until = until, Limit = null }],
            Visibility = query.Visibility,
            MaxSequence = query.MaxSequence,
        };
    }

    /// <summary>The query for events from the second of the last page's end on; those that it returned are left out here.</summary>
    public EventQuery Query { get; }

    /// <summary>The view that the events come from.</summary>
    public StoreView? View { get; set; }

    public bool IsComplete => _rows.Count >= _query.Most || _bytes >= _query.MostBytes;

    public bool TryWrite(EventView e)
    {
        // Events that share the start of their ids come together, and may be more than the page has room for. The next page has them again.
        if (IsComplete || _query.After is { } after && !after.IsBefore(e))
            return true;
        _rows.Add(new CommittedEvent(View!.Sequence, new NostrEvent(e)));
        _bytes += e.Record.Length;
        return true;
    }

    public ValueTask WaitForRoomAsync(CancellationToken cancel) => ValueTask.CompletedTask;

    /// <summary>The page. There may be more events if it is full.</summary>
    public EnginePage ToPage(long scanned) =>
        new(_rows, IsComplete ? EventPosition.Of(_rows[^1].Event.View) : null, scanned);
}
