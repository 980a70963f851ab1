using System.Collections.Immutable;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>A walk over all rows of one moment, from the newest on, in slices. Returns the events that the asker can see.</summary>
sealed class InMemoryWalk(EventQuery query, ImmutableSortedSet<InMemoryRow> rows, long now) : IDisposable
{
    /// <summary>With as many filters as a client may send, a slice of 256 rows takes about a millisecond.</summary>
    const int RowsPerSlice = 256;

    readonly IEnumerator<InMemoryRow> _rows = rows.AsEnumerable().GetEnumerator();
    int _looked;

    /// <summary>Whether there is no further row.</summary>
    public bool IsOver { get; private set; }

    /// <summary>
    /// The next event; null at the end of a slice, whose cost is then reported, and at the end of the rows. After the end of a slice, the
    /// next call begins another one.
    /// </summary>
    public NostrEvent? Next()
    {
        while (_looked < RowsPerSlice)
        {
            if (!_rows.MoveNext())
            {
                IsOver = true;
                break;
            }
            _looked++;
            if (Exists(_rows.Current))
                return _rows.Current.Event;
        }
        Report();
        return null;
    }

    /// <summary>Ends the walk, finished or not.</summary>
    public void Dispose()
    {
        Report();
        _rows.Dispose();
    }

    bool Exists(InMemoryRow row)
    {
        var view = row.Event.View;
        return row.Sequence <= query.MaxSequence && !view.IsExpiredAt(now) && query.Visibility.CanSee(view);
    }

    void Report()
    {
        if (_looked > 0)
            query.Meter?.AddScanned(_looked);
        _looked = 0;
    }
}
