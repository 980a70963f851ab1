using Relay.Storage.Postings;

namespace Relay.Storage.Lmdb;

/// <summary>Gets a page of a list's items, end to end.</summary>
delegate void ItemsHandler(ReadOnlySpan<byte> items);

/// <summary>
/// Goes through all items of a table of lists, in slices, each in a snapshot of its own. What is added or taken out meanwhile is met or
/// not; what stays is met once.
/// </summary>
sealed class ListWalk(LmdbTable table)
{
    byte[] _key = [0];
    readonly byte[] _item = new byte[table.ItemBytes];

    /// <summary>Hands over what one slice meets; false at the end.</summary>
    public bool Next(scoped in LmdbSnapshot snapshot, SliceClock clock, ItemsHandler handler)
    {
        while (snapshot.TryFirstListAtLeast(table, _key, out var found))
        {
            if (!found.SequenceEqual(_key))
            {
                _key = found.ToArray();
                Array.Clear(_item);
            }
            while (snapshot.TryPageAtLeast(table, _key, _item, out var page, out var at))
            {
                var items = snapshot.Items(page)[(at * table.ItemBytes)..];
                handler(items);
                items[^table.ItemBytes..].CopyTo(_item);
                if (!TryIncrement(_item))
                    break;
                clock.Step(page.Count);
                if (clock.IsOver)
                    return true;
            }
            _key = [.. _key, 0];
            Array.Clear(_item);
            clock.Step();
            if (clock.IsOver)
                return true;
        }
        return false;
    }

    /// <summary>The next item in order; false after the last there can be.</summary>
    static bool TryIncrement(Span<byte> item)
    {
        for (var i = item.Length - 1; i >= 0; i--)
        {
            if (++item[i] != 0)
                return true;
        }
        return false;
    }
}
