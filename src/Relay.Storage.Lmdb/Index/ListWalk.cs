using Relay.Storage.Postings;

namespace Relay.Storage.Lmdb;

/// <summary>Handles the items of a list that lie on one page, one after the other.</summary>
delegate void ItemsHandler(ReadOnlySpan<byte> items);

/// <summary>
/// Walks all items of a table of lists in slices, each in a snapshot of its own. Items that stay are met once. Items that are added or
/// removed meanwhile may be met or not.
/// </summary>
sealed class ListWalk(LmdbTable table)
{
    byte[] _key = [0];
    readonly byte[] _item = new byte[table.ItemBytes];

    /// <summary>Hands over the items of one slice. False at the end.</summary>
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

    /// <summary>Changes the item to the next one in order. False if it was the greatest possible.</summary>
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
