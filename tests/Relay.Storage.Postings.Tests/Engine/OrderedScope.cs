using Relay.Core;
using Relay.Nostr;

namespace Relay.Storage.Postings.Tests;

/// <summary>A transaction: what is written is found by its own look-ups at once, and by views after the commit.</summary>
sealed class OrderedScope(OrderedStore store, WriteBatch batch, long now) : WriteScope(batch, now, wantsRemoved: true, refusal: null)
{
    readonly OrderedTable _tombstones = new();
    readonly OrderedTable _removed = new();

    public override bool HasTombstones => store.Tombstones.Count + _tombstones.Count > 0;

    /// <summary>A request under way is kept with the batch; this store is not opened again.</summary>
    public override void WriteVanishing(Vanishing vanishing)
    {
    }

    public override void DeleteVanishing(in Bytes32 key)
    {
    }

    public void Commit()
    {
        Copy(_tombstones, store.Tombstones);
        Copy(_removed, store.Removed);
    }

    protected override bool TryReadTombstone(scoped ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        var any = _tombstones.TryGet(key, out var found) || store.Tombstones.TryGet(key, out found);
        value = found;
        return any;
    }

    protected override void WriteTombstone(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) => _tombstones.Put(key, value);

    protected override bool TryReadRecord(long sequence, out ReadOnlySpan<byte> record)
    {
        var any = store.Records.TryGet(Rows.Sequence(sequence), out var found);
        record = found;
        return any;
    }

    protected override bool TryReadRemoval(long sequence, out Removal removal)
    {
        var key = Rows.Sequence(sequence);
        var any = _removed.TryGet(key, out var found) || store.Removed.TryGet(key, out found);
        removal = any ? Removal.Read((ulong)sequence, found) : default;
        return any;
    }

    protected override void WriteRemoval(Removal removal)
    {
        var value = new byte[Removal.Size];
        removal.Write(value);
        _removed.Put(Rows.Sequence(removal.Sequence), value);
    }

    static void Copy(OrderedTable from, OrderedTable to)
    {
        for (var i = 0; i < from.Count; i++)
            to.Put(from.Key(i), from.Value(i));
    }
}
