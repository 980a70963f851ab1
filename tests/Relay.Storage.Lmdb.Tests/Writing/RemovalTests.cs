using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>Events removed by their ids, beside what else the store does.</summary>
public sealed class RemovalTests
{
    static NostrEvent[] Notes(int count) =>
        [.. Unsigned.Many(count, static i => Unsigned.Note(Unsigned.Key("a"), 1_700_000_000 + i, $"{i}", ["t", $"{i % 7}"]))];

    [Fact]
    public async Task While_passes_run_index_and_log_agree_afterwards()
    {
        await using var test = TemporaryStore.Open();
        var notes = Notes(9_000);
        await test.BackfillAsync(notes);
        var passes = Task.Run(async () =>
        {
            for (var i = 0; i < 5; i++)
                await test.Store.IndexAsync();
        });
        var removing = notes.Chunk(1_500).Where(static (_, i) => i % 2 == 0)
            .Select(part => test.Store.RemoveEventsAsync([.. part.Select(static e => e.Id)], default).AsTask()).ToList();

        var removed = await Task.WhenAll(removing).Within("the removals");
        Assert.Equal([1_500, 1_500, 1_500], removed);
        await passes.Within("the passes");
        Assert.Equal(4_500, await test.CountAsync(new Filter()));
        await test.CheckAsync();
        Assert.Equal(4_500, await test.CountAsync(new Filter()));
        Assert.All(notes.Where(static (_, i) => i / 1_500 % 2 == 0), e => Assert.False(test.Store.Contains(e.Id)));
    }

    [Fact]
    public async Task Before_it_removes_more_it_waits_until_the_index_has_forgotten_what_was_removed()
    {
        await using var test = TemporaryStore.Open(bounds: new StoreBounds { MapBytes = 1L << 30, MaxUnforgotten = 1_000 });
        var notes = Notes(5_000);
        await test.BackfillAsync(notes);

        Assert.Equal(5_000, await test.Store.RemoveEventsAsync([.. notes.Select(static e => e.Id)], default));
        Assert.InRange(test.Store.Tail.Unforgotten, 0, 1_999);
        await test.CheckAsync();
        Assert.Equal(0, await test.CountAsync(new Filter()));
    }

    [Fact]
    public async Task After_the_end_of_the_store_it_fails()
    {
        await using var test = TemporaryStore.Open();
        var store = test.Store;
        await test.CloseAsync();
        await Assert.ThrowsAnyAsync<Exception>(async () => await store.RemoveEventsAsync([Unsigned.Key("x")], default));
    }
}
