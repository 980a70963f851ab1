namespace Relay.Storage.Lmdb.Tests;

/// <summary>Adds to lists and removes from them, compared with a sorted set.</summary>
public sealed class ListChangeTests
{
    static readonly byte[][] Keys = [.. Enumerable.Range(0, 12).Select(i => (byte[])[(byte)(i * 20), (byte)i])];

    [Fact]
    public void An_item_is_added_once_and_removed_once()
    {
        using var temporary = new TemporaryEnvironment();
        var table = temporary.Environment.OpenTable(LmdbTableSchema.Lists("postings", 16));
        temporary.Write(t =>
        {
            foreach (var number in (ulong[])[5, 9, 7, 3])
            {
                Assert.True(t.AddToList(table, Keys[0], Item.Of(number, 16)));
                Assert.False(t.AddToList(table, Keys[0], Item.Of(number, 16)));
            }

            Assert.False(t.AddToList(table, Keys[0], Item.Of(5, 16)));
            Assert.True(t.RemoveFromList(table, Keys[0], Item.Of(5, 16)));
            Assert.False(t.RemoveFromList(table, Keys[0], Item.Of(5, 16)));
            Assert.False(t.RemoveFromList(table, Keys[1], Item.Of(5, 16)));
            Assert.Equal(3, t.Entries(table));
        });

        using var snapshot = temporary.Environment.OpenSnapshot();
        ListOracle.AssertEveryPosition(in snapshot, table, Keys[0], [3, 7, 9]);
    }

    [Theory]
    [InlineData(true, 3)]
    [InlineData(false, 4)]
    public void Items_added_together_are_each_in_the_list_once(bool ascending, int seed)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var temporary = new TemporaryEnvironment();
        var table = temporary.Environment.OpenTable(LmdbTableSchema.Lists("postings", 16));
        var oracle = new SortedSet<ulong>();
        foreach (var count in (int[])[0, 1, 1, 2, 30, 200, 3000, 1, 500])
        {
            var numbers = Enumerable.Range(0, count).Select(_ => (ulong)random.Next(1, 20_000)).ToArray();
            if (ascending)
                Array.Sort(numbers);
            var before = oracle.Count;
            oracle.UnionWith(numbers);
            var items = numbers.SelectMany(number => Item.Of(number, 16)).ToArray();
            temporary.Write(t => Assert.Equal(oracle.Count - before, t.AddAllToList(table, Keys[0], items)));
            using var snapshot = temporary.Environment.OpenSnapshot();
            ListOracle.AssertEveryPosition(in snapshot, table, Keys[0], [.. oracle]);
        }

        using var transaction = temporary.Environment.BeginWrite();
        Assert.Throws<ArgumentException>(() => transaction.AddAllToList(table, Keys[0], new byte[17]));
    }

    [Fact]
    public void A_deleted_list_leaves_its_neighbours()
    {
        using var temporary = new TemporaryEnvironment();
        var table = temporary.Environment.OpenTable(LmdbTableSchema.Lists("postings", 13));
        temporary.Write(t =>
        {
            for (ulong number = 1; number <= 1000; number++)
            {
                for (var key = 0; key < 3; key++)
                    t.AddToList(table, Keys[key], Item.Of(number, 13));
            }
        });
        temporary.Write(t =>
        {
            Assert.True(t.DeleteList(table, Keys[1]));
            Assert.False(t.DeleteList(table, Keys[1]));
        });

        using var snapshot = temporary.Environment.OpenSnapshot();
        Assert.Equal([1000, 0, 1000], Keys.Take(3).Select(key => Length(temporary, table, key)));
        Assert.Equal(2000, snapshot.Entries(table));
    }

    [Theory]
    [InlineData(16, 1, 60)]
    [InlineData(16, 2, 700)]
    [InlineData(16, 3, 6000)]
    [InlineData(13, 4, 60)]
    [InlineData(13, 5, 700)]
    [InlineData(13, 6, 6000)]
    public void Random_changes_leave_what_a_sorted_set_has(int itemBytes, int seed, int spread)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var temporary = new TemporaryEnvironment();
        var table = temporary.Environment.OpenTable(LmdbTableSchema.Lists("postings", itemBytes));
        var oracle = Keys.Select(_ => new SortedSet<ulong>()).ToArray();

        for (var round = 0; round < 12; round++)
        {
            // Rounds that mostly add alternate with rounds that mostly remove, so that lists grow through all shapes and shrink back.
            var adds = round % 4 < 2 ? 0.8 : 0.2;
            temporary.Write(transaction =>
            {
                for (var change = 0; change < 4000; change++)
                    ChangeOne(transaction, table, oracle, random, adds, spread);
            });

            using var snapshot = temporary.Environment.OpenSnapshot();
            Assert.Equal(oracle.Sum(set => set.Count), snapshot.Entries(table));
            for (var key = 0; key < Keys.Length; key++)
                ListOracle.AssertEveryPosition(in snapshot, table, Keys[key], [.. oracle[key]]);
        }
    }

    [Fact]
    public void A_list_emptied_item_by_item_is_gone()
    {
        using var temporary = new TemporaryEnvironment();
        var table = temporary.Environment.OpenTable(LmdbTableSchema.Lists("postings", 16));
        var order = Enumerable.Range(1, 1000).Select(i => (ulong)i).ToArray();
        temporary.Write(t => Array.ForEach(order, number => t.AddToList(table, Keys[0], Item.Of(number, 16))));
        new Random(1).Shuffle(order);
        for (var left = order.Length; left > 0; left -= 50)
        {
            temporary.Write(t =>
            {
                foreach (var number in order.AsSpan(left - 50, 50))
                    Assert.True(t.RemoveFromList(table, Keys[0], Item.Of(number, 16)));
            });
            using var snapshot = temporary.Environment.OpenSnapshot();
            ListOracle.AssertEveryPosition(in snapshot, table, Keys[0], [.. order.Take(left - 50).Order()]);
        }

        using var empty = temporary.Environment.OpenSnapshot();
        Assert.False(empty.TryFirstListAtLeast(table, [0], out _));
    }

    static void ChangeOne(
        LmdbWriteTransaction transaction, LmdbTable table, SortedSet<ulong>[] oracle, Random random, double adds, int spread)
    {
        // The first lists get most of the changes, so that there are long and short lists.
        var list = (int)(Keys.Length * Math.Pow(random.NextDouble(), 3));
        var number = (ulong)random.Next(1, spread);
        // Half of the additions go to the end, as live events do.
        if (random.NextDouble() < adds)
        {
            if (random.Next(2) == 0 && oracle[list].Count > 0 && oracle[list].Max < (ulong)spread)
                number = oracle[list].Max + (ulong)random.Next(3);
            Assert.Equal(oracle[list].Add(number), transaction.AddToList(table, Keys[list], Item.Of(number, table.ItemBytes)));
        }
        else
        {
            Assert.Equal(oracle[list].Remove(number), transaction.RemoveFromList(table, Keys[list], Item.Of(number, table.ItemBytes)));
        }
    }

    static long Length(TemporaryEnvironment temporary, LmdbTable table, byte[] key)
    {
        using var snapshot = temporary.Environment.OpenSnapshot();
        return snapshot.ListLength(table, key);
    }
}
