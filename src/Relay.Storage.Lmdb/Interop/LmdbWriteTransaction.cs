using System.Diagnostics.CodeAnalysis;
using LightningDB;

namespace Relay.Storage.Lmdb;

/// <summary>
/// The write transaction. It belongs to the thread that began it. After a failed write it can only be disposed, which undoes everything.
/// The bytes that it returns are valid until its next write.
/// </summary>
sealed unsafe class LmdbWriteTransaction : IDisposable
{
    readonly LmdbEnvironment _environment;
    readonly int _thread = Environment.CurrentManagedThreadId;
    readonly nint[] _cursors;
    nint _transaction;
    bool _failed;

    public LmdbWriteTransaction(LmdbEnvironment environment, nint transaction)
    {
        _environment = environment;
        _transaction = transaction;
        _cursors = new nint[environment.TableSlots];
    }

    public long Entries(LmdbTable table)
    {
        RequireUsable();
        table.Require(_environment);
        LmdbException.ThrowOnError(Mdb.mdb_stat(_transaction, table.Handle, out var statistics), "inspect a table");
        return statistics.ms_entries;
    }

    public bool TryGet(LmdbTable table, scoped ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        var cursor = Cursor(table, LmdbTableKind.Rows);
        fixed (byte* k = key)
        {
            var any = CursorSeek.TryExact(cursor, new NativeValue(k, key.Length), out var found);
            value = any ? found.Span : default;
            return any;
        }
    }

    public bool TryGet(LmdbTable table, ulong key, out ReadOnlySpan<byte> value)
    {
        var any = TryGet(table, new NativeValue((byte*)&key, sizeof(ulong)), out var found);
        value = any ? found.Span : default;
        return any;
    }

    /// <summary>The first row with this key or a greater one.</summary>
    public bool TryFirstAtLeast(LmdbTable table, ulong key, out ulong foundKey, out ReadOnlySpan<byte> value)
    {
        var wanted = new NativeValue((byte*)&key, sizeof(ulong));
        var any = CursorSeek.TryFirstAtLeast(Cursor(table, LmdbTableKind.IntegerRows), ref wanted, out var found);
        foundKey = any ? *(ulong*)wanted.Data : 0;
        value = any ? found.Span : default;
        return any;
    }

    /// <summary>Writes a row, and replaces an earlier one with the same key.</summary>
    public void Put(LmdbTable table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var cursor = Cursor(table, LmdbTableKind.Rows);
        fixed (byte* k = key, v = value)
            Write(cursor, new NativeValue(k, key.Length), new NativeValue(v, value.Length), CursorPutOptions.None);
    }

    /// <summary>Writes a row, and replaces an earlier one with the same key.</summary>
    public void Put(LmdbTable table, ulong key, ReadOnlySpan<byte> value)
    {
        var cursor = Cursor(table, LmdbTableKind.IntegerRows);
        fixed (byte* v = value)
            Write(cursor, new NativeValue((byte*)&key, sizeof(ulong)), new NativeValue(v, value.Length), CursorPutOptions.None);
    }

    /// <summary>Writes a row unless there is one with the same key. True if it was written.</summary>
    public bool TryInsert(LmdbTable table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var cursor = Cursor(table, LmdbTableKind.Rows);
        fixed (byte* k = key, v = value)
            return TryWrite(cursor, new NativeValue(k, key.Length), new NativeValue(v, value.Length), CursorPutOptions.NoOverwrite);
    }

    /// <summary>Writes a row unless there is one with the same key. True if it was written.</summary>
    public bool TryInsert(LmdbTable table, ulong key, ReadOnlySpan<byte> value)
    {
        var cursor = Cursor(table, LmdbTableKind.IntegerRows);
        var keyValue = new NativeValue((byte*)&key, sizeof(ulong));
        fixed (byte* v = value)
            return TryWrite(cursor, keyValue, new NativeValue(v, value.Length), CursorPutOptions.NoOverwrite);
    }

    /// <summary>
    /// Writes a row after all others, filling pages completely. Fails the transaction if the key is not greater than all others.
    /// </summary>
    public void Append(LmdbTable table, ulong key, ReadOnlySpan<byte> value)
    {
        var cursor = Cursor(table, LmdbTableKind.IntegerRows);
        fixed (byte* v = value)
            Write(cursor, new NativeValue((byte*)&key, sizeof(ulong)), new NativeValue(v, value.Length), CursorPutOptions.AppendData);
    }

    /// <summary>
    /// Makes room for a row, and replaces an earlier one with the same key. The caller must fill all of it before the next write.
    /// </summary>
    public Span<byte> Reserve(LmdbTable table, ulong key, int length) => Reserve(table, key, length, CursorPutOptions.ReserveSpace);

    /// <summary>Makes room for a row after all others. The caller must fill all of it before the next write.</summary>
    public Span<byte> ReserveAppend(LmdbTable table, ulong key, int length) =>
        Reserve(table, key, length, CursorPutOptions.ReserveSpace | CursorPutOptions.AppendData);

    /// <summary>Moves a row to another table, and replaces an earlier one with the target key. False if there is no such row.</summary>
    public bool Move(LmdbTable source, ulong key, LmdbTable target, ulong targetKey)
    {
        if (source == target)
            throw new ArgumentException("A row moves between two tables.", nameof(target));
        if (!TryGet(source, key, out var value))
            return false;
        // Making room may move the row itself, so it is looked up again before it is copied.
        var room = Reserve(target, targetKey, value.Length);
        TryGet(source, key, out value);
        value.CopyTo(room);
        return Delete(source, key);
    }

    public bool Delete(LmdbTable table, ReadOnlySpan<byte> key)
    {
        RequireUsable();
        table.Require(_environment, LmdbTableKind.Rows);
        fixed (byte* k = key)
            return TryDelete(table, new NativeValue(k, key.Length), null);
    }

    public bool Delete(LmdbTable table, ulong key)
    {
        RequireUsable();
        table.Require(_environment, LmdbTableKind.IntegerRows);
        return TryDelete(table, new NativeValue((byte*)&key, sizeof(ulong)), null);
    }

    /// <summary>Adds an item to a list. Cheapest if it is the greatest. False if the list already has it.</summary>
    public bool AddToList(LmdbTable table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> item)
    {
        RequireUsable();
        table.RequireItem(_environment, item);
        return AddItems(table, key, item) == 1;
    }

    /// <summary>
    /// Adds items, given one after the other, to one list. Cheapest in ascending order. Returns how many of them are new to the list.
    /// </summary>
    public int AddAllToList(LmdbTable table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> items)
    {
        RequireUsable();
        table.RequireItems(_environment, items);
        return AddItems(table, key, items);
    }

    /// <summary>Removes an item from a list. False if the list does not have it.</summary>
    public bool RemoveFromList(LmdbTable table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> item)
    {
        RequireUsable();
        // The size is checked here because an empty item would delete the whole list.
        table.RequireItem(_environment, item);
        fixed (byte* k = key, i = item)
        {
            var removed = new NativeValue(i, item.Length);
            return TryDelete(table, new NativeValue(k, key.Length), &removed);
        }
    }

    /// <summary>Removes a whole list; false if there is none.</summary>
    public bool DeleteList(LmdbTable table, ReadOnlySpan<byte> key)
    {
        RequireUsable();
        table.Require(_environment, LmdbTableKind.Lists);
        fixed (byte* k = key)
            return TryDelete(table, new NativeValue(k, key.Length), null);
    }

    /// <summary>Removes everything from a table.</summary>
    public void Clear(LmdbTable table)
    {
        RequireUsable();
        table.Require(_environment);
        Check(Mdb.mdb_drop(_transaction, table.Handle, false), "clear a table");
    }

    /// <summary>Makes the writes visible and durable. Afterwards the transaction has ended, even if this throws.</summary>
    public void Commit()
    {
        RequireUsable();
        var fault = _environment.Fault?.Invoke() ?? MDBResultCode.Success;
        var transaction = TakeForEnd();
        try
        {
            if (fault != MDBResultCode.Success)
            {
                Mdb.mdb_txn_abort(transaction);
                LmdbException.Throw(fault, "commit");
            }
            LmdbException.ThrowOnError(Mdb.mdb_txn_commit(transaction), "commit");
        }
        finally
        {
            _environment.EndWrite();
        }
    }

    /// <summary>Undoes all writes that are not committed.</summary>
    public void Dispose()
    {
        if (_transaction == 0)
            return;
        RequireThread();
        Mdb.mdb_txn_abort(TakeForEnd());
        _environment.EndWrite();
    }

    public LmdbTable OpenTable(LmdbTableSchema schema) => _environment.OpenTable(_transaction, schema, DatabaseOpenFlags.Create);

    int AddItems(LmdbTable table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> items)
    {
        var cursor = CursorFor(table);
        var size = table.ItemBytes;
        // The greatest item is copied, because a put below it may move it.
        Span<byte> greatest = stackalloc byte[size];
        var added = 0;
        fixed (byte* k = key, first = items)
        {
            var listKey = new NativeValue(k, key.Length);
            var any = CursorSeek.TryLastItem(cursor, listKey, out var last);
            if (any)
                last.Span.CopyTo(greatest);
            for (var offset = 0; offset < items.Length; offset += size)
            {
                var item = items.Slice(offset, size);
                var order = any ? item.SequenceCompareTo(greatest) : 1;
                // Appending fills pages, while a plain put splits them in halves. But an append below the last item would break a list of
                // one value.
                var flags = any && order > 0 ? CursorPutOptions.AppendDuplicateData : CursorPutOptions.NoDuplicateData;
                if (order != 0 && TryWrite(cursor, listKey, new NativeValue(first + offset, size), flags))
                    added++;
                if (order > 0)
                    item.CopyTo(greatest);
                any = true;
            }
        }

        return added;
    }

    bool TryGet(LmdbTable table, NativeValue key, out NativeValue value) =>
        CursorSeek.TryExact(Cursor(table, LmdbTableKind.IntegerRows), key, out value);

    Span<byte> Reserve(LmdbTable table, ulong key, int length, CursorPutOptions flags)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        var cursor = Cursor(table, LmdbTableKind.IntegerRows);
        var (keyValue, room) = (new NativeValue((byte*)&key, sizeof(ulong)), new NativeValue(null, length));
        Check(Put(cursor, keyValue, ref room, flags), "write");
        return new Span<byte>(room.Data, length);
    }

    void Write(nint cursor, NativeValue key, NativeValue value, CursorPutOptions flags) =>
        Check(Put(cursor, key, ref value, flags), "write");

    static MDBResultCode Put(nint cursor, NativeValue key, ref NativeValue value, CursorPutOptions flags) =>
        Mdb.mdb_cursor_put(cursor, ref NativeValue.Of(ref key), ref NativeValue.Of(ref value), flags);

    bool TryWrite(nint cursor, NativeValue key, NativeValue value, CursorPutOptions flags)
    {
        var result = Put(cursor, key, ref value, flags);
        if (result == MDBResultCode.KeyExist && (flags & CursorPutOptions.AppendDuplicateData) == 0)
            return false;
        Check(result, "write");
        return true;
    }

    bool TryDelete(LmdbTable table, NativeValue key, NativeValue* item)
    {
        // The package's other declaration takes no item.
        var result = item is null
            ? Mdb.mdb_del(_transaction, table.Handle, ref NativeValue.Of(ref key), 0)
            : Mdb.mdb_del(_transaction, table.Handle, ref NativeValue.Of(ref key), ref NativeValue.Of(ref *item));
        if (result == MDBResultCode.NotFound)
            return false;
        Check(result, "delete");
        return true;
    }

    nint Cursor(LmdbTable table, LmdbTableKind kind)
    {
        RequireUsable();
        table.Require(_environment, kind);
        return CursorFor(table);
    }

    nint CursorFor(LmdbTable table)
    {
        ref var cursor = ref _cursors[table.Handle];
        if (cursor == 0)
            Check(Mdb.mdb_cursor_open(_transaction, table.Handle, out cursor), "open a cursor");
        return cursor;
    }

    // LMDB frees the cursors of a write transaction when it ends. They are closed before, so that none is used or closed afterwards.
    nint TakeForEnd()
    {
        foreach (ref var cursor in _cursors.AsSpan())
        {
            if (cursor != 0)
                Mdb.mdb_cursor_close(cursor);
            cursor = 0;
        }

        var transaction = _transaction;
        _transaction = 0;
        return transaction;
    }

    void Check(MDBResultCode result, string operation)
    {
        if (result == MDBResultCode.Success)
            return;
        _failed = true;
        LmdbException.Throw(result, operation);
    }

    void RequireUsable()
    {
        if (_transaction == 0 || _failed)
            ThrowUnusable();
        RequireThread();
    }

    void RequireThread()
    {
        if (Environment.CurrentManagedThreadId != _thread)
            ThrowForeignThread();
    }

    [DoesNotReturn]
    void ThrowUnusable()
    {
        ObjectDisposedException.ThrowIf(_transaction == 0, this);
        throw new InvalidOperationException("A write has failed in this transaction: it can only be disposed.");
    }

    [DoesNotReturn]
    static void ThrowForeignThread() =>
        throw new InvalidOperationException("A write transaction is used and ended by the thread that began it.");
}
