using Relay.Core;
using Relay.Nostr;

namespace Relay.Storage.RocksDb;

/// <summary>Reads rows in the order of their keys.</summary>
static class RowReader
{
    /// <summary>Reads events by their numbers.</summary>
    public static SequenceRange Read(ReadSession session, long after, long last)
    {
        var rows = new List<CommittedEvent>();
        if (after >= last)
            return new SequenceRange(rows, Math.Max(after, last));
        Span<byte> key = stackalloc byte[SequenceKey.Size];
        SequenceKey.Write(Math.Max(after, -1) + 1, key);
        var iterator = session.Iterate(RocksFamily.Events);
        var bytes = 0;
        for (var any = iterator.Seek(key); any; any = iterator.MoveNext())
        {
            var sequence = SequenceKey.Read(iterator.Key);
            if (sequence > last)
                break;
            var e = new NostrEvent(new EventView(iterator.Value));
            rows.Add(new CommittedEvent(sequence, e));
            if ((bytes += e.Record.Length) >= EventStoreExtensions.BytesAtOnce)
                return new SequenceRange(rows, sequence);
        }
        return new SequenceRange(rows, last);
    }

    /// <summary>Reads records of state.</summary>
    public static IReadOnlyList<StateRecord> ReadState(ReadSession session, StateKey from, StateKey to, int most)
    {
        var records = new List<StateRecord>();
        var iterator = session.Iterate(RocksFamily.State);
        for (var any = iterator.Seek(from.Span); any && records.Count < most; any = iterator.MoveNext())
        {
            if (iterator.Key.SequenceCompareTo(to.Span) >= 0)
                break;
            records.Add(new StateRecord(new StateKey(iterator.Key.ToArray()), iterator.Value.ToArray()));
        }
        return records;
    }
}
