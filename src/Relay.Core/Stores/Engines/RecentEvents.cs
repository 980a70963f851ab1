using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// The events of the last commits, for readers that follow the numbers: an engine that asks a server would be asked once for each of them.
/// The writer adds; reading is thread-safe.
/// </summary>
/// <param name="after">The newest number of the store at the start.</param>
sealed class RecentEvents(long after)
{
    const int MostEvents = 4096;
    const long MostBytes = 8 << 20;

    readonly Lock _gate = new();
    readonly LinkedList<CommittedEvent> _rows = [];
    readonly Dictionary<Bytes32, LinkedListNode<CommittedEvent>> _byId = [];
    long _after = after;
    long _bytes;

    /// <summary>Adds the live events of a commit, ascending, and takes out what it removed.</summary>
    public void Add(IEnumerable<CommittedEvent> stored, IEnumerable<NostrEvent> removed)
    {
        lock (_gate)
        {
            foreach (var e in removed)
            {
                if (_byId.TryGetValue(e.Id, out var node))
                    Remove(node);
            }
            foreach (var row in stored)
            {
                _byId[row.Event.Id] = _rows.AddLast(row);
                _bytes += row.Event.Record.Length;
            }
            while (_rows.Count > MostEvents || _bytes > MostBytes)
            {
                _after = _rows.First!.Value.Sequence;
                Remove(_rows.First);
            }
        }
    }

    /// <summary>The stored events in this range, all at once; null if it begins before what is kept.</summary>
    public SequenceRange? Read(long after, long last)
    {
        lock (_gate)
        {
            if (after < _after)
                return null;
            var rows = new List<CommittedEvent>();
            // From the end: readers are usually close behind.
            for (var node = _rows.Last; node is not null && node.Value.Sequence > after; node = node.Previous)
            {
                if (node.Value.Sequence <= last)
                    rows.Add(node.Value);
            }
            rows.Reverse();
            return new SequenceRange(rows, last);
        }
    }

    void Remove(LinkedListNode<CommittedEvent> node)
    {
        _byId.Remove(node.Value.Event.Id);
        _bytes -= node.Value.Event.Record.Length;
        _rows.Remove(node);
    }
}
