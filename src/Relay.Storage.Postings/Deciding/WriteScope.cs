using Relay.Nostr;

namespace Relay.Storage.Postings;

/// <summary>
/// A writer's transaction at work: what the decider may look up and change in it. An engine says how its rows are read and written; what
/// it has written here is found by the look-ups of the same transaction.
/// </summary>
/// <param name="batch">What the transaction is about to change.</param>
/// <param name="now">The second of the transaction.</param>
/// <param name="wantsRemoved">Whether anybody wants copies of the events removed.</param>
/// <param name="refusal">What new events are refused with while only deletions are taken; else null.</param>
public abstract class WriteScope(WriteBatch batch, long now, bool wantsRemoved, string? refusal)
{
    /// <summary>What the transaction is about to change.</summary>
    public WriteBatch Batch => batch;

    /// <summary>The second of this transaction.</summary>
    public long Now => now;

    /// <summary>What new events are refused with while only deletions are taken; else null.</summary>
    public string? Refusal => refusal;

    /// <summary>Whether there is any tombstone. False spares the decider a look-up for each event.</summary>
    public abstract bool HasTombstones { get; }

    /// <summary>Whether a tombstone of this key covers this second.</summary>
    public bool IsCovered(ReadOnlySpan<byte> key, long createdAt) =>
        TryReadTombstone(key, out var value) && createdAt <= Tombstone.UpTo(value);

    /// <summary>Whether the tombstone of this key was left by this request.</summary>
    public bool IsCoveredBy(ReadOnlySpan<byte> key, in Bytes32 request) =>
        TryReadTombstone(key, out var value) && Tombstone.RequestOf(value) == request;

    /// <summary>Writes a tombstone, or extends the one there is.</summary>
    public void AddTombstone(ReadOnlySpan<byte> key, long upTo, in Bytes32 request)
    {
        if (IsCovered(key, upTo))
            return;
        Span<byte> value = stackalloc byte[Tombstone.Size];
        Tombstone.Write(value, upTo, request);
        WriteTombstone(key, value);
        batch.IsDirty = true;
    }

    /// <summary>
    /// Removes a stored event, or one that was replaced and that nobody is to find any more. Gives the bytes of what goes: they are
    /// announced, and free when the index has forgotten them.
    /// </summary>
    public int Remove(Removal removal)
    {
        if (batch.IsRemoved(removal.Sequence, removal.Successor) || !TryReadRecord(removal.Sequence, out var record))
            return 0;
        var bytes = record.Length;
        var wasReplaced = batch.IsRemoved(removal.Sequence);
        if (!wasReplaced && TryReadRemoval(removal.Sequence, out var before))
        {
            if (before.IsRemovedAt(removal.Successor))
                return 0;
            wasReplaced = true;
        }
        batch.MarkRemoved(removal);
        if (!wasReplaced)
        {
            var e = new EventView(record);
            batch.RemovedIds.Add(e.Id);
            if (wantsRemoved)
                batch.RemovedEvents.Add(new NostrEvent(e));
        }
        WriteRemoval(removal);
        return bytes;
    }

    /// <summary>Removes an event that nothing has replaced.</summary>
    public int Remove(long sequence) => Remove(new Removal(sequence, Successor: 0));

    /// <summary>Takes back an event of this batch, which is announced as stored and as removed.</summary>
    public void Drop(int index)
    {
        if (wantsRemoved)
            batch.RemovedEvents.Add(batch.Events[index].Event);
        batch.Drop(index);
    }

    /// <summary>Keeps a request to vanish until its events are erased, in place of an earlier one of the same key.</summary>
    public abstract void WriteVanishing(Vanishing vanishing);

    /// <summary>Forgets the request to vanish of this key.</summary>
    public abstract void DeleteVanishing(in Bytes32 key);

    /// <summary>The value of a tombstone, good until the next change; see <see cref="TombstoneKey"/> and <see cref="Tombstone"/>.</summary>
    protected abstract bool TryReadTombstone(scoped ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value);

    /// <summary>Writes a tombstone in place of the one there is.</summary>
    protected abstract void WriteTombstone(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value);

    /// <summary>The record of a number, also of a removed event that still has one; good until the next change.</summary>
    protected abstract bool TryReadRecord(long sequence, out ReadOnlySpan<byte> record);

    /// <summary>What was noted of the removal of an event; false if it is not removed.</summary>
    protected abstract bool TryReadRemoval(long sequence, out Removal removal);

    /// <summary>
    /// Notes the removal of an event, in place of what was noted before. Its record stays until nothing names it any more.
    /// </summary>
    protected abstract void WriteRemoval(Removal removal);
}
