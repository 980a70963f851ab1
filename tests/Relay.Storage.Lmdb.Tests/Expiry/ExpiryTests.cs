using Relay.Core;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.Storage.Lmdb.Tests;

public sealed class ExpiryTests
{
    static readonly Bytes32 Author = Unsigned.Key("author");

    [Theory]
    [InlineData(Placement.Tail)]
    [InlineData(Placement.Index)]
    public async Task An_event_is_hidden_at_its_second_and_swept_within_two_ticks(Placement placement)
    {
        await using var test = TemporaryStore.Open();
        var (mortal, immortal) = (Expiring(test, 3), Unsigned.Note(Author, test.Time.Now, "stays"));
        await test.PlaceAsync(placement, mortal, immortal);

        test.Time.Advance(TimeSpan.FromSeconds(2));
        await AssertSeenAsync(test, mortal, immortal);
        test.Time.Advance(TimeSpan.FromMilliseconds(999));
        await AssertSeenAsync(test, mortal, immortal);
        Assert.Empty(test.Commits.Removed);

        test.Time.Advance(TimeSpan.FromMilliseconds(1));
        await AssertSeenAsync(test, immortal);
        test.Time.Advance(TimeSpan.FromSeconds(1));
        await test.Commits.UntilAsync(() => test.Commits.Removed.Contains(mortal.Id), "the sweep");
        await AssertSeenAsync(test, immortal);
        Assert.Equal(StoreStatus.Expired, (await test.AdmitAsync(mortal))[0].Status);
        await test.CheckAsync();
        await AssertSeenAsync(test, immortal);
    }

    [Theory]
    [InlineData(Placement.Tail)]
    [InlineData(Placement.Index)]
    public async Task What_expires_while_the_store_is_closed_is_hidden_and_swept_after(Placement placement)
    {
        await using var test = TemporaryStore.Open();
        var (mortal, later) = (Expiring(test, 3), Expiring(test, 60));
        await test.PlaceAsync(placement, mortal, later);
        await test.CloseAsync();
        test.Time.Advance(TimeSpan.FromSeconds(10));
        test.Open();

        await AssertSeenAsync(test, later);
        test.Time.Advance(TimeSpan.FromSeconds(1));
        await test.Commits.UntilAsync(() => test.Commits.Removed.Contains(mortal.Id), "the sweep");
        await AssertSeenAsync(test, later);
        await test.CheckAsync();
    }

    [Fact]
    public async Task Many_events_of_one_second_are_swept_by_portions()
    {
        const int many = 2500;
        await using var test = TemporaryStore.Open();
        var second = test.Time.Now + 5;
        await test.PlaceAsync(
            Placement.Both, Unsigned.Many(many, i => Unsigned.Note(Author, test.Time.Now - i % 9, $"{i}", ["expiration", $"{second}"])));
        var largest = 0;
        test.Commits.Intercept = batch => largest = Math.Max(largest, batch.Removed.Count);
        test.Time.Advance(TimeSpan.FromSeconds(6));
        await test.Commits.UntilAsync(() => test.Commits.Removed.Count == many, "the sweeps");

        Assert.Equal(1000, largest);
        Assert.Empty(await test.QueryAsync(new Filter()));
        Assert.Equal(many, test.Commits.Removed.Distinct().Count());
        await test.CheckAsync();
    }

    [Fact]
    public async Task A_quiet_store_writes_nothing_however_often_it_ticks()
    {
        await using var test = TemporaryStore.Open();
        await test.PlaceAsync(Placement.Index, Expiring(test, 100_000), Unsigned.Note(Author, test.Time.Now));
        await test.ReopenAsync();
        var before = LogFile.LastTransaction(test.Path);
        for (var i = 0; i < 100; i++)
            test.Time.Advance(TimeSpan.FromSeconds(1));
        await test.CloseAsync();

        Assert.Equal(before, LogFile.LastTransaction(test.Path));
    }

    [Fact]
    public async Task The_tail_is_indexed_after_half_a_minute_without_anyone_asking()
    {
        await using var test = TemporaryStore.Open();
        await test.PlaceAsync(Placement.Tail, Unsigned.Note(Author, test.Time.Now));
        test.Time.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(1, test.Store.Tail.Events);

        // A tick that comes while another one is busy is left out, so it may take one more.
        await Eventually.HoldsAsync(
            () =>
            {
                test.Time.Advance(TimeSpan.FromSeconds(1));
                return test.Store.Tail.Events == 0;
            },
            "the pass");
        Assert.InRange(test.Time.Now, FakeTime.Start + 30, long.MaxValue);
    }

    static NostrEvent Expiring(TemporaryStore test, int seconds) =>
        Unsigned.Note(Author, test.Time.Now, $"{seconds}", ["expiration", $"{test.Time.Now + seconds}"]);

    static async Task AssertSeenAsync(TemporaryStore test, params NostrEvent[] expected)
    {
        var ids = expected.Select(e => e.Id).ToHashSet();
        Assert.Equal(ids, (await test.IdsAsync(new Filter())).ToHashSet());
        Assert.Equal(ids, (await test.IdsAsync(new Filter { Authors = [Author] })).ToHashSet());
        Assert.Equal(ids.Count, await test.CountAsync(new Filter { Kinds = [Kind.TextNote] }));
        Assert.Equal(ids.Count, await test.CountAsync(new Filter { Authors = [Author] }));
        Assert.All(expected, e => Assert.True(test.Store.Contains(e.Id)));
    }
}
