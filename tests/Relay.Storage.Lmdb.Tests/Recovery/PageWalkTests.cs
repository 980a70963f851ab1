using Relay.Nostr;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>The walk over a data file accepts everything that liblmdb writes.</summary>
public sealed class PageWalkTests
{
    [Fact]
    public async Task A_store_with_every_kind_of_page_is_sound_and_each_of_its_pages_is_met()
    {
        await using var test = TemporaryStore.Open();
        await FilledStore.FillAsync(test);
        await test.CloseAsync();

        foreach (var environment in new[] { "log", "index" })
        {
            var walk = PageWalk.Run(FilledStore.FileOf(test.Path, environment), Timeout.InfiniteTimeSpan);
            Assert.True(walk.IsWhole);
            // Every page is free or in use; none is left over.
            Assert.InRange(walk.Met, walk.Pages * 99 / 100, walk.Pages);
        }
    }

    [Fact]
    public void Random_changes_leave_files_that_are_sound()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var test = new TemporaryEnvironment();
        var rows = test.Environment.OpenTable(LmdbTableSchema.Rows("rows"));
        var numbers = test.Environment.OpenTable(LmdbTableSchema.IntegerRows("numbers"));
        var lists = test.Environment.OpenTable(LmdbTableSchema.Lists("lists", 13));
        for (var round = 0; round < 60; round++)
        {
            test.Write(transaction =>
            {
                for (var i = random.Next(1, 400); i > 0; i--)
                    Change(transaction, rows, numbers, lists, random);
            });
            var walk = PageWalk.Run(FilledStore.FileOf(test.Folder.Path, ""), Timeout.InfiniteTimeSpan);
            Assert.True(walk.IsWhole, $"seed {seed}");
        }
    }

    [Fact]
    public async Task A_walk_whose_time_is_over_says_so_and_the_store_opens()
    {
        var lines = new LogLines();
        await using var test = TemporaryStore.Open(bounds: TemporaryStore.SmallBounds with { LongestWalk = TimeSpan.Zero }, logger: lines);
        await test.PlaceAsync(Placement.Both, Unsigned.Many(100, i => Unsigned.Note(Unsigned.Key("a"), test.Time.Now, $"{i}")));
        await test.CloseAsync();
        FilledStore.ForgetCleanStop(test.Path);

        test.Open();
        Assert.Equal(
            2, lines.All.Count(line => line.StartsWith("Warning: The store was not closed properly, and ", StringComparison.Ordinal)));
        Assert.Equal(100, await test.CountAsync(new Filter()));
    }

    static void Change(LmdbWriteTransaction transaction, LmdbTable rows, LmdbTable numbers, LmdbTable lists, Random random)
    {
        var key = new byte[random.Next(1, 40)];
        key[0] = (byte)random.Next(200);
        var value = new byte[random.Next(20) == 0 ? random.Next(20_000) : random.Next(200)];
        var item = new byte[13];
        random.NextBytes(item.AsSpan(9));
        byte[] list = [(byte)(random.Next(3) == 0 ? 0 : random.Next(100))];
        switch (random.Next(12))
        {
            case 0:
                transaction.Put(rows, key, value);
                break;
            case 1:
                transaction.Delete(rows, key);
                break;
            case 2 or 3:
                transaction.Put(numbers, (ulong)random.Next(1000), value);
                break;
            case 4 or 5:
                transaction.Delete(numbers, (ulong)random.Next(1000));
                break;
            case 6:
                transaction.DeleteList(lists, [(byte)random.Next(100)]);
                break;
            case 7 or 8:
                item.AsSpan(9).Clear();
                item[12] = (byte)random.Next(40);
                if (random.Next(2) == 0)
                    transaction.RemoveFromList(lists, list, item);
                else
                    transaction.AddToList(lists, list, item);
                break;
            default:
                transaction.AddToList(lists, list, item);
                break;
        }
    }
}
