using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Sqlite.Tests;

/// <summary>Neither the file nor its log grows with what was replaced and read.</summary>
public sealed class FileBoundTests
{
    const int Addresses = 100, Rounds = 300;

    [Fact]
    public async Task Replacing_the_same_addresses_for_long_keeps_the_files_small_while_readers_come_and_go()
    {
        await using var test = new TemporaryStore();
        using var end = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            var found = 0;
            while (!end.IsCancellationRequested)
                found = (await test.QueryAsync(new Filter { Kinds = [Kind.Article] })).Count;
            return found;
        })).ToList();
        var (longest, early) = (0L, 0L);
        for (var round = 0; round < Rounds; round++)
        {
            await test.StoreAsync(Unsigned.Many(Addresses, i => Version(i, round)));
            longest = Math.Max(longest, new FileInfo(test.Wal).Length);
            if (round == Rounds / 10)
                early = new FileInfo(test.File).Length;
        }
        await end.CancelAsync();
        Assert.All(await Task.WhenAll(readers).Within("the readers"), found => Assert.InRange(found, Addresses / 2, Addresses));

        // One commit may be longer than what is left of the bound.
        Assert.InRange(longest, 1, 3 * TemporaryStore.Small.Wal.MostPages * 4096L);
        Assert.InRange(new FileInfo(test.File).Length, 1, 3 * early);
        Assert.Equal(Addresses, await test.CountAsync(new Filter()));
        await test.CloseAsync();
        Assert.False(File.Exists(test.Wal));
        FileCheck.AssertConsistent(test.File);
    }

    static NostrEvent Version(int address, int round) => Unsigned.Event(
        Unsigned.Key($"{address % 10}"), Kind.Article, FakeTime.Start - 10_000 + round, new string('x', 300), ["d", $"{address}"]);
}
