using Relay.Core;
using Relay.Nostr;

namespace Relay.Storage.Sql;

/// <summary>The page that is being filled for a query.</summary>
sealed class QueryPage(EngineQuery query, QueryBounds bounds)
{
    readonly List<CommittedEvent> _rows = [];
    long _bytes;
    long _missedBytes;
    int _misses;
    EventPosition? _last;

    /// <summary>The query.</summary>
    public EngineQuery Query => query;

    /// <summary>How many events are still wanted.</summary>
    public int Wanted => query.Most - _rows.Count;

    /// <summary>Events found.</summary>
    public int Found => _rows.Count;

    /// <summary>Whether most records that were looked at match, as far as is known.</summary>
    public bool MostMatch => _misses <= _rows.Count;

    /// <summary>Rows of lists that were read.</summary>
    public long Scanned { get; set; }

    /// <summary>Whether the page ends after the last record.</summary>
    public bool IsFull => Wanted == 0 || _bytes >= query.MostBytes || _misses >= bounds.Misses
        || _missedBytes >= bounds.MissedBytes;

    /// <summary>
    /// Looks at the next event in the order of results. What the store would not send anyway is left out, so that it need not be copied.
    /// </summary>
    public void Add(long sequence, EventView e)
    {
        if (query.After is { } after && !after.IsBefore(e))
            return;
        _last = EventPosition.Of(e);
        if (query.Filter.Matches(e) && !e.IsExpiredAt(query.Now) && query.Visibility.CanSee(e))
        {
            _rows.Add(new CommittedEvent(sequence, new NostrEvent(e)));
            _bytes += e.Record.Length;
        }
        else
        {
            _misses++;
            _missedBytes += e.Record.Length;
        }
    }

    /// <summary>The page, which ends after the last event that was looked at.</summary>
    public EnginePage EndAtLast() => new(_rows, _last, Scanned + _rows.Count + _misses);

    /// <summary>The page, which ends at this place; null if nothing follows.</summary>
    public EnginePage EndAt(ListPlace? place) => new(_rows, place?.End, Scanned + _rows.Count + _misses);
}
