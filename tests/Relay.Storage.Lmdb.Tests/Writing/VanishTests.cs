using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

public sealed class VanishTests
{
    const int Many = 5000;

    static readonly Bytes32 Leaving = Unsigned.Key("leaving");
    static readonly Bytes32 Staying = Unsigned.Key("staying");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_of_a_large_author_is_visible_from_the_request_on(bool isIndexed)
    {
        await using var test = TemporaryStore.Open();
        var (gone, stays) = await FillAsync(test, isIndexed);
        var request = Unsigned.Vanish(Leaving, test.Time.Now);

        using var gate = new WriterGate(test, _ => true);
        Assert.Equal(StoreStatus.Stored, (await test.Store.AdmitAsync(request, default)).Status);
        gate.WaitUntilReached();

        await AssertHiddenAsync(test, gone, stays, request);
    }

    [Fact]
    public async Task What_is_hidden_is_erased_and_stays_out()
    {
        await using var test = TemporaryStore.Open();
        var (gone, stays) = await FillAsync(test, isIndexed: true);
        var request = Unsigned.Vanish(Leaving, test.Time.Now);
        await test.AdmitAsync(request);
        await test.Commits.UntilAsync(() => test.Commits.Removed.Count >= gone.Count, "the erasure");

        Assert.Equal(gone.Select(e => e.Id).ToHashSet(), test.Commits.Removed.ToHashSet());
        await AssertHiddenAsync(test, gone, stays, request);
        await test.CheckAsync();
        await AssertHiddenAsync(test, gone, stays, request);
        Assert.Equal(StoreStatus.Vanished, (await test.AdmitAsync(gone[7]))[0].Status);
        Assert.Equal(StoreStatus.Duplicate, (await test.AdmitAsync(request))[0].Status);
        await test.CloseAsync();
        using var reader = StoreReader.Open(test.Path);
        Assert.Equal(stays.Count + 1, reader.Summarize().Events);
    }

    [Fact]
    public async Task A_request_of_an_unknown_key_writes_its_tombstone_which_outlives_a_restart()
    {
        await using var test = TemporaryStore.Open();
        await test.PlaceAsync(Placement.Index, Unsigned.Note(Staying, test.Time.Now, "stays"));
        var request = Unsigned.Vanish(Leaving, test.Time.Now);

        Assert.Equal(StoreStatus.Honoured, (await test.AdmitAsync(request))[0].Status);
        Assert.Empty(test.Store.Tail.Vanishing);
        await test.ReopenAsync();
        Assert.Equal(StoreStatus.Duplicate, (await test.AdmitAsync(request))[0].Status);
        Assert.Equal(StoreStatus.Vanished, (await test.AdmitAsync(Unsigned.Note(Leaving, test.Time.Now, "late")))[0].Status);
        Assert.Equal(1, await test.CountAsync(new Filter()));
        await test.CheckAsync();
    }

    [Fact]
    public async Task Many_requests_are_carried_out_together()
    {
        const int many = 1_000;
        await using var test = TemporaryStore.Open();
        var keys = Enumerable.Range(0, many).Select(static i => Unsigned.Key($"{i}")).ToArray();
        await test.PlaceAsync(Placement.Both, [.. keys.Select((key, i) => Unsigned.Note(key, test.Time.Now - 1, $"{i}"))]);
        var before = LogFile.LastTransaction(test.Path);
        await test.AdmitAsync([.. keys.Select(key => Unsigned.Vanish(key, test.Time.Now))]);
        await test.Commits.UntilAsync(() => test.Commits.Removed.Count == many && test.Store.Tail.Vanishing.Count == 0, "the erasures");

        Assert.InRange(LogFile.LastTransaction(test.Path) - before, 1, many / 10);
        Assert.Equal(many, await test.CountAsync(new Filter()));
        await test.CheckAsync();
    }

    [Fact]
    public async Task An_erasure_goes_on_after_the_store_was_closed_in_the_middle()
    {
        await using var test = TemporaryStore.Open();
        var (gone, stays) = await FillAsync(test, isIndexed: true);
        var request = Unsigned.Vanish(Leaving, test.Time.Now);
        using (var gate = new WriterGate(test, batch => batch.Removed.Count > 0))
        {
            await test.AdmitAsync(request);
            gate.WaitUntilReached();
            var closing = test.CloseAsync();
            gate.Open();
            await closing.Within("the end of the store");
        }
        using (var reader = StoreReader.Open(test.Path))
            Assert.InRange(reader.Summarize().Events, stays.Count + 1 + 1000, stays.Count + gone.Count);

        test.Open();
        await AssertHiddenAsync(test, gone, stays, request);
        await test.Commits.UntilAsync(() => test.Commits.Removed.Count >= 1000, "the rest of the erasure");
        await test.ReopenAsync();
        await test.CheckAsync();
        await AssertHiddenAsync(test, gone, stays, request);
    }

    [Fact]
    public async Task A_later_request_of_the_same_key_takes_over()
    {
        await using var test = TemporaryStore.Open();
        var (gone, stays) = await FillAsync(test, isIndexed: true);
        var (first, second) = (Unsigned.Vanish(Leaving, test.Time.Now - 1), Unsigned.Vanish(Leaving, test.Time.Now));
        await test.AdmitAsync(first, second);
        await test.Commits.UntilAsync(() => test.Commits.Removed.Contains(first.Id), "the erasure");

        await AssertHiddenAsync(test, [.. gone, first], stays, second);
    }

    static async Task<(List<NostrEvent> Gone, List<NostrEvent> Stays)> FillAsync(TemporaryStore test, bool isIndexed)
    {
        var now = test.Time.Now;
        var gone = new List<NostrEvent>();
        for (var i = 0; i < Many; i++)
            gone.Add(Unsigned.Event(Leaving, i % 7 == 0 ? Kind.Reaction : Kind.TextNote, now - i % 600, $"{i}"));
        gone.Add(Unsigned.Event(Staying, Kind.GiftWrap, now - 3, "to", ["p", Leaving.ToString()]));
        gone.Add(Unsigned.Event(Leaving, Kind.Article, now - 3, "d", ["d", "x"]));
        List<NostrEvent> stays =
        [
            Unsigned.Note(Leaving, now + 1, "later"),
            Unsigned.Event(Staying, Kind.GiftWrap, now + 1, "later", ["p", Leaving.ToString()]),
            Unsigned.Note(Staying, now - 3, "names", ["p", Leaving.ToString()]),
            Unsigned.Note(Leaving.Starting(0, 0), now - 3, "other"),
        ];
        await test.AdmitAsync([.. gone, .. stays]);
        if (isIndexed)
            await test.Store.IndexAsync();
        return (gone, stays);
    }

    static async Task AssertHiddenAsync(TemporaryStore test, List<NostrEvent> gone, List<NostrEvent> stays, NostrEvent request)
    {
        var expected = stays.Append(request).Select(e => e.Id).ToHashSet();
        Assert.Equal(expected, (await test.IdsAsync(new Filter())).ToHashSet());
        Assert.Equal(2, await test.CountAsync(new Filter { Authors = [Leaving] }));
        Assert.Equal(3, await test.CountAsync(new Filter { Kinds = [Kind.TextNote] }));
        Assert.Equal(0, await test.CountAsync(new Filter { Kinds = [Kind.Reaction] }));
        Assert.Empty(await test.QueryAsync(new Filter { Ids = [gone[3].Id] }));
        Assert.False(test.Store.Contains(gone[3].Id));
        Assert.Equal(expected, test.Store.ReadSequence(0, long.MaxValue).Select(e => e.Id).ToHashSet());
        var sink = new CollectingSink();
        await test.Store.ReadAllAsync(sink);
        Assert.Equal(expected, sink.Events.Select(e => e.Id).ToHashSet());
    }
}
