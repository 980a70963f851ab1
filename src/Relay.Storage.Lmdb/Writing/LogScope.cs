using Relay.Core;
using Relay.Nostr;
using Relay.Storage.Postings;

namespace Relay.Storage.Lmdb;

/// <summary>The writer's transaction of the log, as jobs use it.</summary>
sealed class LogScope(
    EventLog log, LmdbWriteTransaction transaction, WriteBatch batch, List<TailRun> forgotten, long now, bool wantsRemoved, string? refusal)
    : WriteScope(batch, now, wantsRemoved, refusal)
{
    public EventLog Log => log;

    public override bool HasTombstones => transaction.Entries(log.Tombstones) != 0;

    public override void WriteVanishing(Vanishing vanishing) => log.WriteVanishing(transaction, vanishing);

    public override void DeleteVanishing(in Bytes32 key) => log.DeleteVanishing(transaction, key);

    /// <summary>Drops the record of a removed event that the index has forgotten.</summary>
    public void Forget(long sequence)
    {
        var (table, key) = log.KeyOf(sequence);
        Batch.IsDirty |= transaction.Delete(log.Removed, (ulong)sequence) && transaction.Delete(table, key);
    }

    /// <summary>Notes that the log has carried out all removals of a run.</summary>
    public void MarkForgotten(TailRun run)
    {
        forgotten.Add(run);
        Batch.IsDirty = true;
    }

    /// <summary>Writes all records and the bounds of numbers.</summary>
    public void WriteEvents()
    {
        foreach (var e in Batch.Events)
        {
            if (e.IsLive)
                Append(e);
        }
        // Each block of history has lower numbers than the one before, and ascends within itself.
        foreach (var e in Batch.Events.Where(static e => !e.IsLive).OrderByDescending(static e => e.Sequence))
            Append(e);
        log.WriteBounds(transaction, Batch.High, Batch.Low);
    }

    protected override bool TryReadTombstone(scoped ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value) =>
        transaction.TryGet(log.Tombstones, key, out value);

    protected override void WriteTombstone(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) =>
        transaction.Put(log.Tombstones, key, value);

    protected override bool TryReadRecord(long sequence, out ReadOnlySpan<byte> record)
    {
        var (table, key) = log.KeyOf(sequence);
        return transaction.TryGet(table, key, out record);
    }

    protected override bool TryReadRemoval(long sequence, out Removal removal)
    {
        var any = transaction.TryGet(log.Removed, (ulong)sequence, out var value);
        removal = any ? Removal.Read((ulong)sequence, value) : default;
        return any;
    }

    protected override void WriteRemoval(Removal removal)
    {
        Span<byte> value = stackalloc byte[Removal.Size];
        removal.Write(value);
        transaction.Put(log.Removed, (ulong)removal.Sequence, value);
    }

    void Append(BatchEvent e)
    {
        if (e.IsDropped)
            return;
        var (table, key) = log.KeyOf(e.Sequence);
        transaction.Append(table, key, e.Event.Record.Span);
    }
}
