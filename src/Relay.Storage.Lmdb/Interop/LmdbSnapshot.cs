using System.Diagnostics.CodeAnalysis;

namespace Relay.Storage.Lmdb;

/// <summary>
/// A view of one commit. As a ref struct it cannot cross an await or be shared between threads, and the bytes it returns, which point into
/// the map, cannot leave the scope of the snapshot. No operation depends on an earlier one. The compiler does not catch the use of bytes
/// after <see cref="Dispose"/> within that scope: use `using`.
/// </summary>
readonly unsafe ref struct LmdbSnapshot : IDisposable
{
    readonly LmdbReader _reader;
    readonly int _stamp;

    public LmdbSnapshot(LmdbReader reader)
    {
        _reader = reader;
        _stamp = reader.Stamp;
    }

    LmdbReader Reader
    {
        get
        {
            if (_reader is null || _reader.Stamp != _stamp)
                ThrowDisposed();
            return _reader;
        }
    }

    /// <summary>The lookups so far, each from a table's root down. Reading more of a page that was found costs none.</summary>
    public long Lookups => Reader.Lookups;

    /// <summary>The number of rows in a table, or of all items in all its lists.</summary>
    public long Entries(LmdbTable table)
    {
        var reader = Reader;
        table.Require(reader.Environment);
        LmdbException.ThrowOnError(Mdb.mdb_stat(reader.Transaction, table.Handle, out var statistics), "inspect a table");
        return statistics.ms_entries;
    }

    /// <summary>Pages of the file that later transactions can use. Reads one row for each transaction that freed pages.</summary>
    public long FreePages()
    {
        // LMDB's table of free pages is table 0.
        const uint freePages = 0;
        LmdbException.ThrowOnError(Mdb.mdb_cursor_open(Reader.Transaction, freePages, out var cursor), "look at the free pages");
        try
        {
            return CursorSeek.SumOfCounts(cursor);
        }
        finally
        {
            Mdb.mdb_cursor_close(cursor);
        }
    }

    [UnscopedRef]
    public bool TryGet(LmdbTable table, scoped ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        var cursor = Cursor(table, LmdbTableKind.Rows);
        fixed (byte* k = key)
            return Answer(CursorSeek.TryExact(cursor, new NativeValue(k, key.Length), out var found), found, out value);
    }

    [UnscopedRef]
    public bool TryGet(LmdbTable table, ulong key, out ReadOnlySpan<byte> value)
    {
        var cursor = Cursor(table, LmdbTableKind.IntegerRows);
        return Answer(CursorSeek.TryExact(cursor, new NativeValue((byte*)&key, sizeof(ulong)), out var found), found, out value);
    }

    /// <summary>The first row with this key or a greater one. The next row is the first with at least its key + 1.</summary>
    [UnscopedRef]
    public bool TryFirstAtLeast(LmdbTable table, ulong key, out ulong foundKey, out ReadOnlySpan<byte> value)
    {
        var wanted = new NativeValue((byte*)&key, sizeof(ulong));
        var any = CursorSeek.TryFirstAtLeast(Cursor(table, LmdbTableKind.IntegerRows), ref wanted, out var found);
        foundKey = any ? *(ulong*)wanted.Data : 0;
        return Answer(any, found, out value);
    }

    /// <summary>The last row with this key or a smaller one.</summary>
    [UnscopedRef]
    public bool TryLastAtMost(LmdbTable table, ulong key, out ulong foundKey, out ReadOnlySpan<byte> value)
    {
        var wanted = new NativeValue((byte*)&key, sizeof(ulong));
        var any = CursorSeek.TryLastAtMost(Cursor(table, LmdbTableKind.IntegerRows), ref wanted, out var found);
        foundKey = any ? *(ulong*)wanted.Data : 0;
        return Answer(any, found, out value);
    }

    [UnscopedRef]
    public bool TryFirstAtLeast(
        LmdbTable table, scoped ReadOnlySpan<byte> key, out ReadOnlySpan<byte> foundKey, out ReadOnlySpan<byte> value)
    {
        var cursor = Cursor(table, LmdbTableKind.Rows);
        fixed (byte* k = key)
        {
            var wanted = new NativeValue(k, key.Length);
            var any = CursorSeek.TryFirstAtLeast(cursor, ref wanted, out var found);
            Answer(any, wanted, out foundKey);
            return Answer(any, found, out value);
        }
    }

    [UnscopedRef]
    public bool TryLastAtMost(
        LmdbTable table, scoped ReadOnlySpan<byte> key, out ReadOnlySpan<byte> foundKey, out ReadOnlySpan<byte> value)
    {
        var cursor = Cursor(table, LmdbTableKind.Rows);
        fixed (byte* k = key)
        {
            var wanted = new NativeValue(k, key.Length);
            var any = CursorSeek.TryLastAtMost(cursor, ref wanted, out var found);
            Answer(any, wanted, out foundKey);
            return Answer(any, found, out value);
        }
    }

    /// <summary>
    /// The first key of a table of lists that is at least the given one. Repeated, it walks through the keys of a prefix.
    /// </summary>
    [UnscopedRef]
    public bool TryFirstListAtLeast(LmdbTable table, scoped ReadOnlySpan<byte> key, out ReadOnlySpan<byte> foundKey)
    {
        var cursor = Cursor(table, LmdbTableKind.Lists);
        fixed (byte* k = key)
        {
            var wanted = new NativeValue(k, key.Length);
            return Answer(CursorSeek.TryFirstAtLeast(cursor, ref wanted, out _), wanted, out foundKey);
        }
    }

    /// <summary>The length of a list, in constant time; 0 if there is no list.</summary>
    public long ListLength(LmdbTable table, ReadOnlySpan<byte> key)
    {
        var cursor = Cursor(table, LmdbTableKind.Lists);
        fixed (byte* k = key)
            return CursorSeek.Count(cursor, new NativeValue(k, key.Length));
    }

    public bool ListContains(LmdbTable table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> item)
    {
        var cursor = ListCursor(table, item);
        fixed (byte* k = key, i = item)
            return CursorSeek.TryItem(cursor, new NativeValue(k, key.Length), new NativeValue(i, item.Length));
    }

    /// <summary>
    /// The page with the greatest item that is at most the given one, and that item's index. To go on, walk down to index 0, then ask again
    /// for the page's first item minus one.
    /// </summary>
    public bool TryPageAtMost(LmdbTable table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> item, out LmdbPage page, out int index)
    {
        var cursor = ListCursor(table, item);
        fixed (byte* k = key, i = item)
        {
            var any = CursorSeek.TryPageAtMost(
                cursor, new NativeValue(k, key.Length), new NativeValue(i, item.Length), out var found, out index);
            page = any ? new LmdbPage(found, table.ItemBytes, _stamp) : default;
            return any;
        }
    }

    /// <summary>
    /// The page with the smallest item that is at least the given one, and that item's index. To go on, walk up to the page's end, then ask
    /// again for its last item plus one.
    /// </summary>
    public bool TryPageAtLeast(LmdbTable table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> item, out LmdbPage page, out int index)
    {
        var cursor = ListCursor(table, item);
        fixed (byte* k = key, i = item)
        {
            var any = CursorSeek.TryPageAtLeast(
                cursor, new NativeValue(k, key.Length), new NativeValue(i, item.Length), out var found, out index);
            page = any ? new LmdbPage(found, table.ItemBytes, _stamp) : default;
            return any;
        }
    }

    /// <summary>
    /// The greatest item of a list, without its page. A merge of many lists needs no more of most of them, and finding the page takes as
    /// long again.
    /// </summary>
    public bool TryLast(LmdbTable table, ReadOnlySpan<byte> key, out LmdbPage item)
    {
        var cursor = Cursor(table, LmdbTableKind.Lists);
        fixed (byte* k = key)
        {
            var any = CursorSeek.TryLastItem(cursor, new NativeValue(k, key.Length), out var found);
            item = any ? new LmdbPage(found, table.ItemBytes, _stamp) : default;
            return any;
        }
    }

    /// <summary>All items of a page of this snapshot, one after the other.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Items(LmdbPage page)
    {
        RequireOwn(page);
        return page.Bytes;
    }

    [UnscopedRef]
    public ReadOnlySpan<byte> Item(LmdbPage page, int index)
    {
        RequireOwn(page);
        return page.Item(index);
    }

    /// <summary>Gives the read transaction back. Further calls do nothing.</summary>
    public void Dispose()
    {
        if (_reader is not null && _reader.Stamp == _stamp)
            _reader.Release();
    }

    nint Cursor(LmdbTable table, LmdbTableKind kind)
    {
        var reader = Reader;
        table.Require(reader.Environment, kind);
        return reader.CursorFor(table);
    }

    nint ListCursor(LmdbTable table, ReadOnlySpan<byte> item)
    {
        var reader = Reader;
        table.RequireItem(reader.Environment, item);
        return reader.CursorFor(table);
    }

    void RequireOwn(LmdbPage page)
    {
        // A page of an earlier snapshot may lie in memory that has been overwritten since.
        if (page.Stamp != Reader.Stamp)
            throw new ObjectDisposedException(nameof(LmdbPage), "The page belongs to another snapshot.");
    }

    static bool Answer(bool any, NativeValue found, out ReadOnlySpan<byte> value)
    {
        value = any ? found.Span : default;
        return any;
    }

    [DoesNotReturn]
    static void ThrowDisposed() => throw new ObjectDisposedException(nameof(LmdbSnapshot));
}
