using Relay.Core;
using Relay.Nostr;

namespace Relay.Storage.Postings;

/// <summary>
/// A writer's transaction, as the decider uses it: the rows to look up and the changes to make. An engine implements how its rows are read
/// and written. Look-ups find what the same transaction has written.
/// </summary>
/// <param name="batch">What the transaction is about to change.</param>
/// <param name="now">The second of the transaction.</param>
/// <param name="wantsRemoved">Whether a listener wants copies of the removed events.</param>
/// <param name="refusal">The refusal of new events while only removals are accepted; null otherwise.</param>
public abstract class WriteScope(WriteBatch batch, long now, bool wantsRemoved, string? refusal)
{
    /// <summary>The changes that the transaction is about to make.</summary>
    public WriteBatch Batch => batch;

    /// <summary>The second of this transaction.</summary>
    public long Now => now;

    /// <summary>The refusal of new events while only removals are accepted; null otherwise.</summary>
    public string? Refusal => refusal;

    /// <summary>Whether there is any tombstone. If not, the decider saves a look-up for each event.</summary>
    public abstract bool HasTombstones { get; }

    /// <summary>Whether a tombstone with this key covers this second.</summary>
    public bool IsCovered(ReadOnlySpan<byte> key, long createdAt) =>
        TryReadTombstone(key, out var value) && createdAt <= Tombstone.UpTo(value);

    /// <summary>Whether this request left the tombstone with this key.</summary>
    public bool IsCoveredBy(ReadOnlySpan<byte> key, in Bytes32 request) =>
        TryReadTombstone(key, out var value) && Tombstone.RequestOf(value) == request;

    /// <summary>Writes a tombstone, or extends the existing one.</summary>
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
    /// Removes a stored event, or a replaced one, so that readers with a lower bound do not find it either. Returns the bytes of its
    /// record, which become free once the event is forgotten. Returns 0 if it was removed before or does not exist.
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

    /// <summary>Removes an event that was not replaced.</summary>
    public int Remove(long sequence) => Remove(new Removal(sequence, Successor: 0));

    /// <summary>Drops an event of this batch. It is announced as removed if a listener wants that.</summary>
    public void Drop(int index)
    {
        if (wantsRemoved)
            batch.RemovedEvents.Add(batch.Events[index].Event);
        batch.Drop(index);
    }

    /// <summary>Stores a request to vanish until its events are erased. It replaces an earlier one of the same key.</summary>
    public abstract void WriteVanishing(Vanishing vanishing);

    /// <summary>Forgets the request to vanish of this key.</summary>
    public abstract void DeleteVanishing(in Bytes32 key);

    /// <summary>
    /// Reads the value of a tombstone, which is valid until the next change; see <see cref="TombstoneKey"/> and <see cref="Tombstone"/>.
    /// </summary>
    protected abstract bool TryReadTombstone(scoped ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value);

    /// <summary>Writes a tombstone. It replaces an existing one.</summary>
    protected abstract void WriteTombstone(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value);

    /// <summary>Reads the record of a number, also of a removed event that still has one. Valid until the next change.</summary>
    protected abstract bool TryReadRecord(long sequence, out ReadOnlySpan<byte> record);

    /// <summary>Reads the removal of an event. False if the event is not removed.</summary>
    protected abstract bool TryReadRemoval(long sequence, out Removal removal);

    /// <summary>
    /// Notes the removal of an event, replacing an earlier note. Its record stays until no index entry names it any more.
    /// </summary>
    protected abstract void WriteRemoval(Removal removal);
}
