namespace Relay.Storage.RocksDb;

/// <summary>Walks the keys of a family upwards. Used by one thread at a time.</summary>
readonly unsafe struct RocksIterator(nint handle)
{
    public bool IsOpen => handle != 0;

    /// <summary>Whether it is at a key. Throws if that cannot be read.</summary>
    public bool IsValid
    {
        get
        {
            if (Rocks.rocksdb_iter_valid(handle) != 0)
                return true;
            Rocks.rocksdb_iter_get_error(handle, out var error);
            RocksException.ThrowIf(error);
            return false;
        }
    }

    /// <summary>The key, until the next move.</summary>
    public ReadOnlySpan<byte> Key => Rocks.rocksdb_iter_key_slice(handle).Span;

    /// <summary>The value, until the next move.</summary>
    public ReadOnlySpan<byte> Value => Rocks.rocksdb_iter_value_slice(handle).Span;

    /// <summary>Moves to the first key that is not below this one. False if there is none.</summary>
    public bool Seek(ReadOnlySpan<byte> key)
    {
        fixed (byte* k = key)
            Rocks.rocksdb_iter_seek(handle, k, (nuint)key.Length);
        return IsValid;
    }

    /// <summary>Moves to the next key. False if there is none.</summary>
    public bool MoveNext()
    {
        Rocks.rocksdb_iter_next(handle);
        return IsValid;
    }

    public void Close()
    {
        if (handle != 0)
            Rocks.rocksdb_iter_destroy(handle);
    }
}
