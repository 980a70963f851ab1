using Relay.Core;
using Relay.Nostr;
using Relay.Storage.Postings;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>The timeline of many authors, by their lists or by the newest events of everybody, whichever is faster.</summary>
public sealed class AuthorSampleTests
{
    const long At = FakeTime.Start - 10_000;

    static readonly SliceBudget Endless = new(TimeSpan.MaxValue, int.MaxValue);

    static readonly Bytes32[] Followed = [.. Enumerable.Range(0, AuthorSample.LeastLists).Select(i => Unsigned.Key($"followed {i}"))];

    [Theory]
    [InlineData(100, 50, true)]
    [InlineData(25, 50, true)]
    [InlineData(0, 50, false)]
    [InlineData(100, 1_000_000, true)]
    [InlineData(25, int.MaxValue, true)]
    public async Task The_newest_events_decide(int percentFollowed, int wanted, bool walksAll)
    {
        foreach (var placement in new[] { Placement.Tail, Placement.Both, Placement.Index })
        {
            await using var test = TemporaryStore.Open();
            await test.PlaceAsync(placement, [.. Enumerable.Range(0, 400).Select(i => Note(i, isFollowed: i % 100 < percentFollowed))]);
            var filter = new Filter { Authors = [.. Followed], Kinds = [Kind.TextNote], Limit = wanted };

            using (var view = test.Store.OpenView())
                Assert.Equal(walksAll, Plans.Open(view, filter, wanted).Allowance < long.MaxValue);
            await AssertAnswerAsync(test, filter);
        }
    }

    [Fact]
    public async Task With_few_lists_nobody_looks()
    {
        await using var test = TemporaryStore.Open();
        await test.PlaceAsync(Placement.Index, [.. Enumerable.Range(0, 400).Select(i => Note(i, isFollowed: true))]);
        using var view = test.Store.OpenView();

        var lists = new Filter { Authors = [.. Followed[1..]], Kinds = [Kind.TextNote] };
        Assert.Equal(long.MaxValue, Plans.Open(view, lists, 50).Allowance);
        var more = new Filter { Authors = [.. Followed], Kinds = [Kind.TextNote] };
        Assert.NotEqual(long.MaxValue, Plans.Open(view, more, 50).Allowance);
    }

    [Fact]
    public async Task A_count_asks_the_lists()
    {
        await using var test = TemporaryStore.Open();
        await test.PlaceAsync(Placement.Index, [.. Enumerable.Range(0, 400).Select(i => Note(i, isFollowed: true))]);
        var filter = new Filter { Authors = [.. Followed], Kinds = [Kind.TextNote] };

        using (var view = test.Store.OpenView())
            Assert.Equal(long.MaxValue, Plans.Open(view, filter).Allowance);
        Assert.Equal(400, await test.CountAsync(filter));
    }

    [Theory]
    [InlineData(Placement.Tail)]
    [InlineData(Placement.Both)]
    [InlineData(Placement.Index)]
    public async Task A_plan_that_was_wrong_is_given_up(Placement placement)
    {
        await using var test = TemporaryStore.Open();
        // The newest 100 are by followed authors, then come 4,000 by others and 20 more by followed ones.
        await test.PlaceAsync(placement, [.. Enumerable.Range(0, 4_120).Select(i => Note(i, isFollowed: i is < 100 or >= 4_100))]);
        var filter = new Filter { Authors = [.. Followed], Kinds = [Kind.TextNote], Limit = 110 };

        await AssertAnswerAsync(test, filter);
        using var view = test.Store.OpenView();
        var sink = new CollectingSink();
        var query = new QueryWalk(new EventQuery { Filters = [filter], Visibility = Visibility.Everything });
        Assert.Equal(SliceOutcome.TimeUp, query.RunSlice(view, sink, FakeTime.Start));
        // All events of the sample were by followed authors: the plan was kept for twice the wanted number, and for at least some hundred.
        const int Allowance = AuthorSample.LeastAllowance;
        Assert.Equal(Allowance + 1, query.Scanned);
        Assert.Equal(SliceOutcome.Done, query.RunSlice(view, sink, FakeTime.Start));
        Assert.Equal(Allowance + 1 + 10, query.Scanned);
        Assert.Equal(110, sink.Events.Count);
    }

    [Fact]
    public async Task Events_that_came_later_are_no_reason_to_look_for_others_of_their_authors()
    {
        await using var test = TemporaryStore.Open();
        await test.PlaceAsync(Placement.Index, [.. Enumerable.Range(2_000, 400).Select(i => Note(i, isFollowed: true))]);
        var last = test.Store.LastSequence;
        await test.PlaceAsync(Placement.Index, [.. Enumerable.Range(0, 2_000).Select(i => Note(i, isFollowed: true))]);
        using var view = test.Store.OpenView();
        var sink = new CollectingSink();
        var query = new QueryWalk(
            new EventQuery { Filters = [Timeline(1)], Visibility = Visibility.Everything, MaxSequence = last }, Endless);

        Assert.Equal(SliceOutcome.Done, query.RunSlice(view, sink, FakeTime.Start));
        Assert.Equal(At - 2_000, Assert.Single(sink.Events).CreatedAt);
        Assert.InRange(query.Lists, 0, 4 * Followed.Length);
    }

    [Theory]
    [InlineData(Placement.Tail)]
    [InlineData(Placement.Both)]
    [InlineData(Placement.Index)]
    public async Task Events_that_exist_no_more_are_no_reason_to_look_for_others_of_their_authors(Placement placement)
    {
        await using var test = TemporaryStore.Open();
        var expiry = $"{FakeTime.Start + 10}";
        await test.PlaceAsync(
            placement,
            [.. Enumerable.Range(0, 2_000).Select(i => Unsigned.Note(Followed[i % 32], At - i, $"{i}", ["expiration", expiry])),
            .. Enumerable.Range(2_000, 40).Select(i => Note(i, isFollowed: true))]);
        using var view = test.Store.OpenView();
        var sink = new CollectingSink();
        var query = new QueryWalk(new EventQuery { Filters = [Timeline(1)], Visibility = Visibility.Everything }, Endless);

        Assert.Equal(SliceOutcome.Done, query.RunSlice(view, sink, FakeTime.Start + 20));
        Assert.Equal(At - 2_000, Assert.Single(sink.Events).CreatedAt);
        Assert.InRange(query.Lists, 0, 4 * Followed.Length);
    }

    static Filter Timeline(int limit) => new() { Authors = [.. Followed], Kinds = [Kind.TextNote], Limit = limit };

    static NostrEvent Note(int age, bool isFollowed) =>
        Unsigned.Note(isFollowed ? Followed[age % Followed.Length] : Unsigned.Key($"other {age % 50}"), At - age, $"{age}");

    static async Task AssertAnswerAsync(TemporaryStore test, Filter filter)
    {
        var expected = (await test.QueryAsync(new Filter())).Where(e => filter.Matches(e.View)).Select(e => e.Id);
        Assert.Equal(expected.Take(filter.Limit ?? int.MaxValue), await test.IdsAsync(filter));
    }
}
