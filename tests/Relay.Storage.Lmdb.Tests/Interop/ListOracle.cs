namespace Relay.Storage.Lmdb.Tests;

/// <summary>Asks a list for every possible position and compares with a sorted array.</summary>
static class ListOracle
{
    public static void AssertEveryPosition(in LmdbSnapshot snapshot, LmdbTable table, byte[] key, ulong[] sorted)
    {
        Assert.Equal(sorted.Length, snapshot.ListLength(table, key));
        var wanted = new HashSet<ulong> { 0, 1, ulong.MaxValue };
        foreach (var number in sorted)
            wanted.UnionWith([number - 1, number, number + 1]);
        foreach (var number in wanted)
            AssertSeeks(in snapshot, table, key, sorted, number);

        Assert.Equal(sorted.Length > 0, snapshot.TryLast(table, key, out var last));
        if (sorted.Length > 0)
            AssertPage(in snapshot, table, last, sorted, sorted.Length - 1, last.Count - 1);
        Assert.Equal(sorted.Reverse(), WalkDown(in snapshot, table, key));
        Assert.Equal(sorted, WalkUp(in snapshot, table, key));
    }

    public static void AssertSeeks(in LmdbSnapshot snapshot, LmdbTable table, byte[] key, ulong[] sorted, ulong number)
    {
        var item = Item.Of(number, table.ItemBytes);
        var position = Array.BinarySearch(sorted, number);
        var atMost = position >= 0 ? position : ~position - 1;
        var atLeast = position >= 0 ? position : ~position;

        Assert.Equal(position >= 0, snapshot.ListContains(table, key, item));
        Assert.Equal(atMost >= 0, snapshot.TryPageAtMost(table, key, item, out var page, out var index));
        if (atMost >= 0)
            AssertPage(in snapshot, table, page, sorted, atMost, index);
        Assert.Equal(atLeast < sorted.Length, snapshot.TryPageAtLeast(table, key, item, out page, out index));
        if (atLeast < sorted.Length)
            AssertPage(in snapshot, table, page, sorted, atLeast, index);
    }

    // The page contains the list around that position, without gaps in both directions. The walks check the rest.
    static void AssertPage(in LmdbSnapshot snapshot, LmdbTable table, LmdbPage page, ulong[] sorted, int position, int index)
    {
        Assert.Equal(page.Count * table.ItemBytes, snapshot.Items(page).Length);
        var first = position - index;
        Assert.InRange(first, 0, sorted.Length - page.Count);
        Assert.Equal(sorted[first], Item.Number(snapshot.Item(page, 0)));
        Assert.Equal(sorted[position], Item.Number(snapshot.Item(page, index)));
        Assert.Equal(sorted[first + page.Count - 1], Item.Number(snapshot.Item(page, page.Count - 1)));
    }

    static List<ulong> WalkDown(in LmdbSnapshot snapshot, LmdbTable table, byte[] key)
    {
        var numbers = new List<ulong>();
        var from = ulong.MaxValue;
        while (snapshot.TryPageAtMost(table, key, Item.Of(from, table.ItemBytes), out var page, out var index))
        {
            for (; index >= 0; index--)
                numbers.Add(Item.Number(snapshot.Item(page, index)));
            if (numbers[^1] == 0)
                break;
            from = numbers[^1] - 1;
        }

        return numbers;
    }

    static List<ulong> WalkUp(in LmdbSnapshot snapshot, LmdbTable table, byte[] key)
    {
        var numbers = new List<ulong>();
        ulong from = 0;
        while (snapshot.TryPageAtLeast(table, key, Item.Of(from, table.ItemBytes), out var page, out var index))
        {
            for (; index < page.Count; index++)
                numbers.Add(Item.Number(snapshot.Item(page, index)));
            if (numbers[^1] == ulong.MaxValue)
                break;
            from = numbers[^1] + 1;
        }

        return numbers;
    }
}
