using Relay.Nostr;

namespace Relay.Storage.Lmdb;

/// <summary>The writer's transaction at work: what jobs may do to the log.</summary>
sealed class WriteScope(EventLog log, LmdbWriteTransaction transaction, WriteBatch batch, long now, bool wantsRemoved, bool isDiskLow)
{
    public EventLog Log => log;

    public LmdbWriteTransaction Transaction => transaction;

    public WriteBatch Batch => batch;

    /// <summary>The second of this transaction.</summary>
    public long Now => now;

    /// <summary>Whether only deletions are taken.</summary>
    public bool IsDiskLow => isDiskLow;

    /// <summary>Whether a tombstone of this key covers this second.</summary>
    public bool IsBuried(ReadOnlySpan<byte> key, long createdAt) =>
        transaction.TryGet(log.Tombstones, key, out var value) && createdAt <= Tombstone.UpTo(value);

    /// <summary>Writes a tombstone, or extends the one there is.</summary>
    public void Bury(ReadOnlySpan<byte> key, long upTo, in Bytes32 request)
    {
        if (IsBuried(key, upTo))
            return;
        Span<byte> value = stackalloc byte[Tombstone.Size];
        Tombstone.Write(value, upTo, request);
        transaction.Put(log.Tombstones, key, value);
        batch.IsDirty = true;
    }

    /// <summary>Removes a stored event: its record waits among the removed until the index has forgotten it. Gives the bytes moved.</summary>
    public int Remove(long sequence)
    {
        if (batch.IsRemoved(sequence))
            return 0;
        var (table, key) = log.KeyOf(sequence);
        if (!transaction.TryGet(table, key, out var record))
            return 0;
        var bytes = record.Length;
        var e = new EventView(record);
        batch.MarkRemoved(sequence, e.Id);
        if (wantsRemoved)
            batch.RemovedEvents.Add(new NostrEvent(e));
        transaction.Move(table, key, log.Removed, (ulong)sequence);
        return bytes;
    }

    /// <summary>Takes back an event of this batch, which is announced as stored and as removed.</summary>
    public void Drop(int index)
    {
        if (wantsRemoved)
            batch.RemovedEvents.Add(batch.Events[index].Event);
        batch.Drop(index);
    }

    /// <summary>Writes all records and the bounds.</summary>
    public void WriteEvents()
    {
        foreach (var e in batch.Events)
        {
            if (e.IsLive)
                Append(e);
        }
        // Blocks of history follow each other downwards, and count upwards in themselves.
        foreach (var e in batch.Events.Where(static e => !e.IsLive).OrderByDescending(static e => e.Sequence))
            Append(e);
        log.WriteBounds(transaction, batch.High, batch.Low);
    }

    void Append(BatchEvent e)
    {
        if (e.IsDropped)
            return;
        var (table, key) = log.KeyOf(e.Sequence);
        transaction.Append(table, key, e.Event.Record.Span);
    }
}
