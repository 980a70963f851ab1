using LightningDB;

namespace Relay.Storage.Lmdb;

/// <summary>
/// The only seeks that the store uses. Each positions the cursor by itself and needs no state of an earlier one: after a failed or relative
/// move, a cursor of liblmdb answers differently for each shape of list (one value, sub-page, sub-database).
/// </summary>
static unsafe class CursorSeek
{
    /// <summary>MDB_PREV_MULTIPLE, for which the package has no name.</summary>
    const CursorOperation PreviousMultiple = (CursorOperation)18;

    public static bool TryExact(nint cursor, NativeValue key, out NativeValue value)
    {
        value = default;
        // The key that this operation returns is the caller's own pointer, so it is never read.
        return Found(Get(cursor, ref key, ref value, CursorOperation.Set));
    }

    public static bool TryFirstAtLeast(nint cursor, ref NativeValue key, out NativeValue value)
    {
        value = default;
        return Found(Get(cursor, ref key, ref value, CursorOperation.SetRange));
    }

    public static bool TryLastAtMost(nint cursor, ref NativeValue key, out NativeValue value)
    {
        var wanted = key;
        value = default;
        if (!Found(Get(cursor, ref key, ref value, CursorOperation.SetRange)))
            return Found(Get(cursor, ref key, ref value, CursorOperation.Last));
        return key.Span.SequenceEqual(wanted.Span) || Found(Get(cursor, ref key, ref value, CursorOperation.Previous));
    }

    /// <summary>The sum of the first number in each value. In the table of free pages that is the number of free pages.</summary>
    public static long SumOfCounts(nint cursor)
    {
        var sum = 0L;
        NativeValue key = default, value = default;
        while (Found(Get(cursor, ref key, ref value, CursorOperation.Next)))
            sum += (long)*(nuint*)value.Data;
        return sum;
    }

    public static bool TryItem(nint cursor, NativeValue key, NativeValue item) =>
        Found(Get(cursor, ref key, ref item, CursorOperation.GetBoth));

    public static bool TryLastItem(nint cursor, NativeValue key, out NativeValue last)
    {
        last = default;
        return Found(Get(cursor, ref key, ref last, CursorOperation.Set))
            && Found(Get(cursor, ref key, ref last, CursorOperation.LastDuplicate));
    }

    public static long Count(nint cursor, NativeValue key)
    {
        if (!TryExact(cursor, key, out _))
            return 0;
        LmdbException.ThrowOnError(Mdb.mdb_cursor_count(cursor, out var count), "count a list");
        return (long)count;
    }

    public static bool TryLastPage(nint cursor, NativeValue key, out NativeValue page)
    {
        page = default;
        if (!TryLastItem(cursor, key, out var last))
            return false;
        // After a move to the last item the cursor is marked as at the end and does not give the item's page. A step back and forth clears
        // the mark, in a third of the time of another search for the item.
        NativeValue stepped = default;
        if (Found(Get(cursor, ref key, ref stepped, CursorOperation.PreviousDuplicate)))
            Found(Get(cursor, ref key, ref stepped, CursorOperation.NextDuplicate));
        page = PageOf(cursor, last, out _);
        return true;
    }

    public static bool TryPageAtLeast(nint cursor, NativeValue key, NativeValue item, out NativeValue page, out int index)
    {
        (page, index) = (default, 0);
        var found = item;
        if (!Found(Get(cursor, ref key, ref found, CursorOperation.GetBothRange)))
            return false;
        page = PageOf(cursor, found, out _);
        index = IndexIn(page, found);
        return true;
    }

    public static bool TryPageAtMost(nint cursor, NativeValue key, NativeValue item, out NativeValue page, out int index)
    {
        var found = item;
        if (!Found(Get(cursor, ref key, ref found, CursorOperation.GetBothRange)))
        {
            // Either all items are smaller or there is no such list. The cursor may then stand in a neighbouring list.
            var any = TryLastPage(cursor, key, out page);
            index = any ? (int)(page.Size / item.Size) - 1 : 0;
            return any;
        }

        page = PageOf(cursor, found, out var whole);
        index = IndexIn(page, found);
        if (found.Span.SequenceEqual(item.Span))
            return true;
        if (--index >= 0)
            return true;
        return whole ? TryPreviousPage(cursor, item.Size, out page, out index) : TryPreviousItem(cursor, out page, out index);
    }

    static bool TryPreviousPage(nint cursor, nuint itemSize, out NativeValue page, out int index)
    {
        NativeValue key = default, previous = default;
        var any = Found(Get(cursor, ref key, ref previous, PreviousMultiple));
        page = previous;
        index = any ? (int)(previous.Size / itemSize) - 1 : 0;
        return any;
    }

    static bool TryPreviousItem(nint cursor, out NativeValue page, out int index)
    {
        NativeValue key = default, previous = default;
        (page, index) = (default, 0);
        if (!Found(Get(cursor, ref key, ref previous, CursorOperation.PreviousDuplicate)))
            return false;
        page = PageOf(cursor, previous, out _);
        index = IndexIn(page, previous);
        return true;
    }

    // A list of one value has no page: liblmdb then leaves the answer unchanged or gives the value. If the answer does not contain the item
    // it is not the item's page, so the item alone is returned, which is right for every shape.
    static NativeValue PageOf(nint cursor, NativeValue item, out bool whole)
    {
        NativeValue key = default, page = default;
        LmdbException.ThrowOnError(Get(cursor, ref key, ref page, CursorOperation.GetMultiple), "read a page of a list");
        whole = page.Data != null && (nuint)(item.Data - page.Data) < page.Size;
        return whole ? page : item;
    }

    static int IndexIn(NativeValue page, NativeValue item) => (int)((nuint)(item.Data - page.Data) / item.Size);

    static MDBResultCode Get(nint cursor, ref NativeValue key, ref NativeValue value, CursorOperation operation) =>
        Mdb.mdb_cursor_get(cursor, ref NativeValue.Of(ref key), ref NativeValue.Of(ref value), operation);

    static bool Found(MDBResultCode result)
    {
        if (result == MDBResultCode.Success)
            return true;
        if (result != MDBResultCode.NotFound)
            LmdbException.Throw(result, "read");
        return false;
    }
}
