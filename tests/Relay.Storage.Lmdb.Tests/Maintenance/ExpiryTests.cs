using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

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

    [Theory]
    [InlineData(Placement.Tail)]
    [InlineData(Placement.Index)]
    public async Task An_expired_version_stands_in_nobodys_way_before_it_is_swept(Placement placement)
    {
        // The store's timer fires half-way between two seconds.
        var time = new FakeTime();
        time.Advance(TimeSpan.FromMilliseconds(500));
        await using var test = TemporaryStore.Open(time);
        var newer = Unsigned.Event(Author, Kind.Metadata, time.Now, "newer", ["expiration", $"{time.Now + 1}"]);
        var older = Unsigned.Event(Author, Kind.Metadata, time.Now - 10, "older");
        await test.PlaceAsync(placement, newer);
        Assert.Equal(StoreStatus.Superseded, (await test.AdmitAsync(older))[0].Status);

        time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.Equal(StoreStatus.Stored, (await test.AdmitAsync(older))[0].Status);
        Assert.Equal([older.Id], await test.IdsAsync(new Filter()));
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
    public async Task No_more_is_swept_than_index_and_log_forget()
    {
        const int many = 6_000, most = 1_500, atOnce = 1_000;
        await using var test = TemporaryStore.Open(bounds: TemporaryStore.SmallBounds with { MaxUnforgotten = most });
        await test.PlaceAsync(
            Placement.Both,
            Unsigned.Many(many, i => Unsigned.Note(Author, test.Time.Now - i % 9, $"{i}", ["expiration", $"{test.Time.Now + 5}"])));
        var largest = 0;
        test.Commits.Intercept = _ => largest = Math.Max(largest, test.Store.Tail.Unforgotten);
        test.Time.Advance(TimeSpan.FromSeconds(6));
        await test.Commits.UntilAsync(() => test.Commits.Removed.Count == many, "the sweeps");

        Assert.InRange(largest, atOnce, most + atOnce);
        await test.CheckAsync();
    }

    [Fact]
    public async Task A_clock_that_is_set_forward_and_back_keeps_nothing_from_being_swept()
    {
        await using var test = TemporaryStore.Open();
        var (early, late) = (Expiring(test, 100), Expiring(test, 10_000));
        await test.PlaceAsync(Placement.Both, early, late);
        test.Time.Set(TimeSpan.FromSeconds(20_000));
        test.Time.Advance(TimeSpan.FromSeconds(1));
        await test.Commits.UntilAsync(() => test.Commits.Removed.Count == 2, "the sweep of both");

        test.Time.Set(TimeSpan.FromSeconds(-20_000));
        test.Time.Advance(TimeSpan.FromSeconds(1));
        var again = Expiring(test, 50);
        await test.PlaceAsync(Placement.Tail, again);
        Assert.Equal([again.Id], await test.IdsAsync(new Filter()));
        test.Time.Advance(TimeSpan.FromSeconds(60));
        await test.Commits.UntilAsync(() => test.Commits.Removed.Contains(again.Id), "the sweep");
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

        // A tick that comes while another one is busy is skipped, so it may take one more.
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
