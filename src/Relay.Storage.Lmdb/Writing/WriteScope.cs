using Relay.Nostr;

namespace Relay.Storage.Lmdb;

/// <summary>The writer's transaction at work: what jobs may do to the log.</summary>
sealed class WriteScope(EventLog log, LmdbWriteTransaction transaction, WriteBatch batch, long now, bool wantsRemoved, string? refusal)
{
    public EventLog Log => log;

    public LmdbWriteTransaction Transaction => transaction;

    public WriteBatch Batch => batch;

    /// <summary>The second of this transaction.</summary>
    public long Now => now;

    /// <summary>What new events are refused with while only deletions are taken; else null.</summary>
    public string? Refusal => refusal;

    /// <summary>Whether a tombstone of this key covers this second.</summary>
    public bool IsBuried(ReadOnlySpan<byte> key, long createdAt) =>
        transaction.TryGet(log.Tombstones, key, out var value) && createdAt <= Tombstone.UpTo(value);

    /// <summary>Whether the tombstone of this key was left by this request.</summary>
    public bool IsBuriedBy(ReadOnlySpan<byte> key, in Bytes32 request) =>
        transaction.TryGet(log.Tombstones, key, out var value) && Tombstone.RequestOf(value) == request;

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

    /// <summary>
    /// Removes a stored event, or one that was replaced and that nobody is to find any more. Gives the bytes of what goes: they are
    /// announced, and free when the index has forgotten them.
    /// </summary>
    public int Remove(Removal removal)
    {
        var (table, key) = log.KeyOf(removal.Sequence);
        if (batch.IsRemoved(removal.Sequence, removal.Successor) || !transaction.TryGet(table, key, out var record))
            return 0;
        var wasReplaced = batch.IsRemoved(removal.Sequence);
        if (!wasReplaced && transaction.TryGet(log.Removed, (ulong)removal.Sequence, out var before))
        {
            if (Removal.Read((ulong)removal.Sequence, before).IsGone(removal.Successor))
                return 0;
            wasReplaced = true;
        }
        batch.MarkRemoved(removal);
        var bytes = record.Length;
        if (!wasReplaced)
        {
            var e = new EventView(record);
            batch.RemovedIds.Add(e.Id);
            if (wantsRemoved)
                batch.RemovedEvents.Add(new NostrEvent(e));
        }
        Span<byte> value = stackalloc byte[Removal.Size];
        removal.Write(value);
        transaction.Put(log.Removed, (ulong)removal.Sequence, value);
        return bytes;
    }

    /// <summary>Removes an event that nothing has replaced.</summary>
    public int Remove(long sequence) => Remove(new Removal(sequence, Successor: 0));

    /// <summary>Drops the record of a removed event that the index has forgotten.</summary>
    public void Forget(long sequence)
    {
        var (table, key) = log.KeyOf(sequence);
        batch.IsDirty |= transaction.Delete(log.Removed, (ulong)sequence) && transaction.Delete(table, key);
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
