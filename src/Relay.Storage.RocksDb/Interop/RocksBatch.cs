namespace Relay.Storage.RocksDb;

/// <summary>Changes that are committed together. Used by one thread at a time.</summary>
sealed unsafe class RocksBatch(RocksDatabase db) : IDisposable
{
    readonly nint _batch = Rocks.rocksdb_writebatch_create();

    /// <summary>Writes a value.</summary>
    public void Put(RocksFamily family, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        fixed (byte* k = key, v = value)
            Rocks.rocksdb_writebatch_put_cf(_batch, db[family], k, (nuint)key.Length, v, (nuint)value.Length);
    }

    /// <summary>Removes a key that may have been written several times, or never.</summary>
    public void Delete(RocksFamily family, ReadOnlySpan<byte> key)
    {
        fixed (byte* k = key)
            Rocks.rocksdb_writebatch_delete_cf(_batch, db[family], k, (nuint)key.Length);
    }

    /// <summary>
    /// Removes a key that was written once since it was last removed. Both disappear as soon as they meet, even if the key never was in a
    /// table, and so a key that is replaced all the time leaves nothing to skip.
    /// </summary>
    public void DeleteOnce(RocksFamily family, ReadOnlySpan<byte> key)
    {
        fixed (byte* k = key)
            Rocks.rocksdb_writebatch_singledelete_cf(_batch, db[family], k, (nuint)key.Length);
    }

    /// <summary>Commits the changes, synced to disk, and empties the batch, also if this fails.</summary>
    public void Commit()
    {
        try
        {
            db.Write(_batch);
        }
        finally
        {
            Clear();
        }
    }

    /// <summary>Drops the changes.</summary>
    public void Clear() => Rocks.rocksdb_writebatch_clear(_batch);

    public void Dispose() => Rocks.rocksdb_writebatch_destroy(_batch);
}
