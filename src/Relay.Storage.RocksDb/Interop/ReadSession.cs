namespace Relay.Storage.RocksDb;

/// <summary>
/// One moment of the database for one reader. Its iterators are opened when they are needed, and live as long as it does: opening one costs
/// more than a search. Used by one thread at a time, and again after its disposal.
/// </summary>
sealed unsafe class ReadSession(RocksDatabase db) : IDisposable
{
    const int FirstRoom = 16 * 1024;

    /// <summary>Larger buffers are made again when they are needed.</summary>
    const int MostKept = 1 << 20;

    readonly nint _options = MakeOptions(isByPrefix: false);
    readonly nint _prefixOptions = MakeOptions(isByPrefix: true);
    readonly RocksIterator[] _iterators = new RocksIterator[2 * RocksSettings.Names.Length];
    nint _snapshot;
    byte[] _value = GC.AllocateUninitializedArray<byte>(FirstRoom, pinned: true);

    public RocksDatabase Database => db;

    /// <summary>Begins the use of the session. Called by the database.</summary>
    public void Begin()
    {
        _snapshot = Rocks.rocksdb_create_snapshot(db.Handle);
        Rocks.rocksdb_readoptions_set_snapshot(_options, _snapshot);
        Rocks.rocksdb_readoptions_set_snapshot(_prefixOptions, _snapshot);
    }

    /// <summary>Reads a value. The bytes stay valid until the next call.</summary>
    public bool TryGet(RocksFamily family, scoped ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        while (true)
        {
            nuint length;
            byte found;
            fixed (byte* k = key, room = _value)
            {
                Rocks.rocksdb_get_into_buffer_cf(
                    db.Handle, _options, db[family], k, (nuint)key.Length, room, (nuint)_value.Length, out length, out found,
                    out var error);
                RocksException.ThrowIf(error);
            }
            if (found == 0 || (int)length <= _value.Length)
            {
                value = _value.AsSpan(0, (int)length);
                return found != 0;
            }
            _value = GC.AllocateUninitializedArray<byte>(Math.Max(2 * _value.Length, (int)length), pinned: true);
        }
    }

    /// <summary>The iterator over all keys of a family, at no particular place.</summary>
    public RocksIterator Iterate(RocksFamily family) => Iterator((int)family, _options, family);

    /// <summary>
    /// The iterator that ends with the keys that begin like the one that was searched for. Tables and buffers without such keys are left
    /// out, by their filters.
    /// </summary>
    public RocksIterator IteratePrefix(RocksFamily family) =>
        Iterator((int)family + RocksSettings.Names.Length, _prefixOptions, family);

    /// <summary>Whether a family has any key.</summary>
    public bool Any(RocksFamily family) => Iterate(family).Seek([0]);

    /// <summary>Ends the use of the session. The database may give it to another reader.</summary>
    public void Dispose()
    {
        foreach (ref var iterator in _iterators.AsSpan())
        {
            iterator.Close();
            iterator = default;
        }
        Rocks.rocksdb_release_snapshot(db.Handle, _snapshot);
        if (_value.Length > MostKept)
            _value = GC.AllocateUninitializedArray<byte>(FirstRoom, pinned: true);
        db.Return(this);
    }

    /// <summary>Frees a session that nobody uses.</summary>
    public void Free()
    {
        Rocks.rocksdb_readoptions_destroy(_options);
        Rocks.rocksdb_readoptions_destroy(_prefixOptions);
    }

    RocksIterator Iterator(int at, nint options, RocksFamily family)
    {
        if (!_iterators[at].IsOpen)
            _iterators[at] = new RocksIterator(Rocks.rocksdb_create_iterator_cf(db.Handle, options, db[family]));
        return _iterators[at];
    }

    static nint MakeOptions(bool isByPrefix)
    {
        var options = Rocks.rocksdb_readoptions_create();
        if (isByPrefix)
            Rocks.rocksdb_readoptions_set_prefix_same_as_start(options, 1);
        else
            Rocks.rocksdb_readoptions_set_total_order_seek(options, 1);
        return options;
    }
}
