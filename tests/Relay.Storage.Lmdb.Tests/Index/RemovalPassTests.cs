using Relay.Core;
using Relay.Nostr;
using Relay.Storage.Postings;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>Passes that only take removed events out. They come first if writing is in trouble.</summary>
public sealed class RemovalPassTests
{
    static readonly Bytes32 Author = Unsigned.Key("author");

    [Fact]
    public async Task An_event_whose_entries_a_pass_is_to_write_again_keeps_its_removal_until_then()
    {
        await using var test = TemporaryStore.Open();
        for (var version = 0; version < 3; version++)
            await test.PlaceAsync(Placement.Tail, Unsigned.Event(Author, 0, 1_000 + version));
        // The pass has written everything, including the watermarks, when it looks for the file.
        Directory.Move(test.Path, test.Path + ".moved");
        await test.Store.IndexAsync();
        Assert.Equal(StoreState.NoEarlyAnswers, test.Store.Condition.State);
        Directory.Move(test.Path + ".moved", test.Path);

        await test.Store.IndexAsync();
        await test.CheckAsync();
        Assert.Single(await test.QueryAsync(new Filter()));
        Assert.Equal(1, await test.CountAsync(new Filter { Kinds = [0] }));
    }

    [Fact]
    public void A_version_that_is_deleted_during_a_pass_stays_deleted_after_it()
    {
        var replaced = new Removal(Sequence: 1, Successor: 5);
        var before = With(new Tail(high: 5, low: 1, VanishingKeys.None, overlapsIndex: false), replaced).BeginRemovals();
        var after = With(before, replaced with { Successor = 0 }).EndRemovals([replaced]);

        Assert.True(after.IsRemoved(1, bound: 4));
        Assert.True(after.IsRemoved(1, Removal.Present));
    }

    static Tail With(Tail tail, Removal removal) => tail.Add(TailRun.OfRemovals([removal]), tail.High, tail.Low, tail.Vanishing);
}
