using LightningDB;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>The seeks in lists of every shape: one value, sub-page, sub-database, and the borders of their pages.</summary>
public sealed class ListSeekTests
{
    static readonly byte[] Before = "a-neighbour"u8.ToArray();
    static readonly byte[] Key = "key"u8.ToArray();
    static readonly byte[] After = "the-next"u8.ToArray();

    public static TheoryData<int, int> Lengths()
    {
        var data = new TheoryData<int, int>();
        foreach (var itemBytes in (int[])[16, 13])
        {
            foreach (var length in (int[])[1, 2, 3, 50, 110, .. Enumerable.Range(117, 5), .. Enumerable.Range(240, 21), 5000])
                data.Add(itemBytes, length);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Every_position_of_a_list_written_in_order_is_found(int itemBytes, int length) =>
        WriteAndCompare(itemBytes, [.. Spaced(length)], Spaced(length));

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Every_position_of_a_list_written_backwards_is_found(int itemBytes, int length) =>
        WriteAndCompare(itemBytes, [.. Spaced(length).Reverse()], Spaced(length));

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Every_position_of_a_list_written_at_random_is_found(int itemBytes, int length)
    {
        var shuffled = Spaced(length);
        new Random(length).Shuffle(shuffled);
        WriteAndCompare(itemBytes, shuffled, Spaced(length));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(400)]
    [InlineData(5000)]
    public void An_absent_list_between_lists_is_empty_and_never_answers_for_them(int length)
    {
        using var temporary = new TemporaryEnvironment();
        var table = temporary.Environment.OpenTable(LmdbTableSchema.Lists("postings", 16));
        temporary.Write(t => AddAll(t, table, Before, Spaced(length)));
        temporary.Write(t => AddAll(t, table, After, Spaced(length)));

        using var snapshot = temporary.Environment.OpenSnapshot();
        ListOracle.AssertEveryPosition(in snapshot, table, Key, []);
        foreach (var number in Spaced(length))
            ListOracle.AssertSeeks(in snapshot, table, Key, [], number);
    }

    [Fact]
    public void Lists_of_different_shapes_are_sought_in_turn_and_their_pages_stay_valid_together()
    {
        using var temporary = new TemporaryEnvironment();
        var table = temporary.Environment.OpenTable(LmdbTableSchema.Lists("postings", 16));
        int[] lengths = [1, 5000, 1, 2, 300, 1, 117, 1];
        temporary.Write(t =>
        {
            for (var i = 0; i < lengths.Length; i++)
                AddAll(t, table, [(byte)i], Spaced(lengths[i]));
        });

        using var snapshot = temporary.Environment.OpenSnapshot();
        var pages = new List<(int List, LmdbPage Page, int Index, ulong Expected)>();
        for (var round = 0; round < 50; round++)
        {
            for (var list = 0; list < lengths.Length; list++)
            {
                var expected = Spaced(lengths[list])[lengths[list] * round / 50];
                Assert.True(snapshot.TryPageAtMost(table, [(byte)list], Item.Of(expected + 1, 16), out var page, out var index));
                pages.Add((list, page, index, expected));
                Assert.False(snapshot.TryPageAtMost(table, [(byte)list], Item.Of(9, 16), out _, out _));
            }
        }

        foreach (var (_, page, index, expected) in pages)
            Assert.Equal(expected, Item.Number(snapshot.Item(page, index)));
    }

    [Theory]
    [InlineData(50, 1)]
    [InlineData(5000, 30)]
    public void A_page_is_whole_from_wherever_it_is_entered(int length, int mostPages)
    {
        using var temporary = new TemporaryEnvironment();
        var table = temporary.Environment.OpenTable(LmdbTableSchema.Lists("postings", 16));
        temporary.Write(t => AddAll(t, table, Key, Spaced(length)));

        using var snapshot = temporary.Environment.OpenSnapshot();
        var pages = new HashSet<(ulong First, int Count)>();
        foreach (var number in Spaced(length))
        {
            Assert.True(snapshot.TryPageAtMost(table, Key, Item.Of(number, 16), out var exact, out _));
            Assert.True(snapshot.TryPageAtMost(table, Key, Item.Of(number + 1, 16), out var below, out _));
            Assert.True(snapshot.TryPageAtLeast(table, Key, Item.Of(number - 1, 16), out var above, out _));
            foreach (var page in (LmdbPage[])[exact, below, above])
                pages.Add((Item.Number(snapshot.Item(page, 0)), page.Count));
        }

        Assert.True(snapshot.TryLast(table, Key, out var last));
        Assert.Equal(Spaced(length)[^1], Item.Number(snapshot.Item(last, last.Count - 1)));
        Assert.Equal(length, pages.Sum(page => page.Count));
        Assert.InRange(pages.Count, 1, mostPages);
    }

    [Fact]
    public void Keys_of_a_prefix_are_enumerated()
    {
        using var temporary = new TemporaryEnvironment();
        var table = temporary.Environment.OpenTable(LmdbTableSchema.Lists("postings", 16));
        temporary.Write(t =>
        {
            foreach (byte[] key in (byte[][])[[1, 9], [2, 0], [2, 5], [2, 255], [3, 0]])
                AddAll(t, table, key, Spaced(key[1] + 1));
        });

        using var snapshot = temporary.Environment.OpenSnapshot();
        var found = new List<byte>();
        byte[] from = [2];
        while (snapshot.TryFirstListAtLeast(table, from, out var key) && key[0] == 2)
        {
            found.Add(key[1]);
            from = [.. key, 0];
        }

        Assert.Equal([0, 5, 255], found);
        Assert.False(snapshot.TryFirstListAtLeast(table, [3, 1], out _));
    }

    [Fact]
    public void An_item_or_key_of_the_wrong_size_is_refused()
    {
        using var temporary = new TemporaryEnvironment();
        var table = temporary.Environment.OpenTable(LmdbTableSchema.Lists("postings", 16));
        using (var snapshot = temporary.Environment.OpenSnapshot())
        {
            // A snapshot cannot enter a lambda, so the refusals are caught here.
            foreach (var size in (int[])[0, 15, 17])
            {
                var refused = false;
                try
                {
                    snapshot.TryPageAtMost(table, Key, new byte[size], out _, out _);
                }
                catch (ArgumentException)
                {
                    refused = true;
                }

                Assert.True(refused);
            }
        }

        using var transaction = temporary.Environment.BeginWrite();
        Assert.Throws<ArgumentException>(() => transaction.AddToList(table, Key, new byte[13]));
        Assert.Throws<ArgumentException>(() => transaction.RemoveFromList(table, Key, []));
        // LMDB 0.9 takes keys of 511 bytes, 1.0 of 1,978 with pages of 4 KiB.
        var error = Assert.Throws<LmdbException>(() => transaction.AddToList(table, new byte[2_000], new byte[16]));
        Assert.Equal(MDBResultCode.BadValSize, error.Error);
    }

    static void WriteAndCompare(int itemBytes, ulong[] written, ulong[] sorted)
    {
        using var temporary = new TemporaryEnvironment();
        var table = temporary.Environment.OpenTable(LmdbTableSchema.Lists("postings", itemBytes));
        temporary.Write(t =>
        {
            AddAll(t, table, Before, Spaced(7));
            AddAll(t, table, Key, written);
            AddAll(t, table, After, Spaced(300));
        });

        using var snapshot = temporary.Environment.OpenSnapshot();
        ListOracle.AssertEveryPosition(in snapshot, table, Key, sorted);
        ListOracle.AssertEveryPosition(in snapshot, table, Before, Spaced(7));
        Assert.Equal(sorted.Length + 307, snapshot.Entries(table));
    }

    static void AddAll(LmdbWriteTransaction transaction, LmdbTable table, byte[] key, ulong[] numbers)
    {
        foreach (var number in numbers)
            Assert.True(transaction.AddToList(table, key, Item.Of(number, table.ItemBytes)));
    }

    static ulong[] Spaced(int length) => [.. Enumerable.Range(1, length).Select(i => (ulong)i * 10)];
}
