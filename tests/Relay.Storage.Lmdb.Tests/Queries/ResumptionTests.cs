using Relay.Core;
using Relay.Nostr;
using Relay.Storage.Postings;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>
/// Queries that stop in the middle because the sink is full or the slice's time is over, and go on in a store that has changed.
/// </summary>
public sealed class ResumptionTests
{
    const long At = FakeTime.Start - 1000;
    const int Seconds = 60;

    static readonly Bytes32[] Authors = [Unsigned.Key("a"), Unsigned.Key("b"), Unsigned.Key("c")];

    // Stops after every posting or leap at which it can stop.
    static readonly SliceBudget Shortest = new(TimeSpan.Zero, 1);

    static readonly NaiveFilter[][] Questions =
    [
        [new()],
        [new() { Authors = [Authors[0].ToString()] }],
        [new() { Kinds = [Kind.TextNote, Kind.Reaction], Limit = 70 }],
        [new() { Limit = 13 }, new() { Authors = [Authors[1].ToString()], Limit = 40 }, new() { Kinds = [Kind.Reaction] }],
        [
            new() { Tags = { ['t'] = ["x"] }, Authors = [Authors[2].ToString()] },
            new() { Tags = { ['t'] = ["y"], ['p'] = [Authors[0].ToString()] }, Limit = 9 },
        ],
        [new() { Since = At + 5, Until = At + 20 }, new() { Until = At + 3, Limit = 4 }, new() { Since = At + 50, Limit = 11 }],
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(40)]
    public async Task Nothing_is_lost_or_repeated_while_events_are_added_and_indexed(int portion)
    {
        await using var test = TemporaryStore.Open();
        var stored = Some(seed: 1, 240);
        await test.PlaceAsync(Placement.Both, stored);
        var naive = stored.Select(NaiveEvent.Of).ToList();
        var last = test.Store.LastSequence;
        var serial = 0;
        foreach (var question in Questions)
        {
            var waits = 0;
            var sink = new RefusingSink(portion, async () =>
            {
                if (++waits % 4 != 1)
                    return;
                await test.AdmitAsync(Some(seed: 1000 + serial++, 5));
                await test.Store.IndexAsync();
            });
            await test.Store.QueryEventsAsync(Query(question, last), sink, default);

            Assert.Equal(new QueryOracle().Query(question, naive), sink.Ids.Select(id => id.ToString()));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(40)]
    public async Task Removing_events_costs_no_other(int portion)
    {
        await using var test = TemporaryStore.Open();
        var stored = Some(seed: 2, 240);
        await test.PlaceAsync(Placement.Both, stored);
        var victims = new Stack<NostrEvent>(stored.Where((_, i) => i % 4 == 0));
        var last = test.Store.LastSequence;
        var waits = 0;
        var sink = new RefusingSink(portion, async () =>
        {
            if (++waits % 3 == 0 && victims.TryPop(out var victim))
                await test.AdmitAsync(Unsigned.Deletion(victim.PublicKey, At, victim));
            if (waits % 5 == 0)
                await test.Store.IndexAsync();
        });
        await test.Store.QueryEventsAsync(Query([new()], last), sink, default);

        var survivors = stored.Where((e, i) => i % 4 != 0 || victims.Contains(e)).Select(e => e.Id).ToHashSet();
        var expected = new QueryOracle().Query([new()], stored.Select(NaiveEvent.Of));
        Assert.Equal(sink.Ids.Count, sink.Ids.Distinct().Count());
        Assert.Equal(expected.Where(id => sink.Ids.Contains(Bytes32.Parse(id))), sink.Ids.Select(id => id.ToString()));
        Assert.Subset(sink.Ids.ToHashSet(), survivors);
        Assert.True(victims.Count < 60);
    }

    [Theory]
    [InlineData(Placement.Tail)]
    [InlineData(Placement.Both)]
    [InlineData(Placement.Index)]
    public async Task Slices_of_one_step_come_to_the_same_end(Placement placement)
    {
        await using var test = TemporaryStore.Open();
        var stored = Some(seed: 3, 240);
        await test.PlaceAsync(placement, stored);
        var naive = stored.Select(NaiveEvent.Of).ToList();
        foreach (var question in Questions)
        {
            var query = new QueryWalk(Query(question, long.MaxValue), Shortest);
            var sink = new CollectingSink();
            var slices = RunToEnd(test, query, sink);
            Assert.Equal(new QueryOracle().Query(question, naive), sink.Events.Select(e => e.Id.ToString()));
            Assert.True(slices > sink.Events.Count / 2, $"{slices} slices");

            var count = new CountWalk(Query(question, long.MaxValue), Shortest);
            while (!RunSlice(test, count))
            {
            }
            Assert.Equal(new QueryOracle().Count(question, naive), count.Count);
        }
    }

    [Fact]
    public async Task A_slice_may_end_between_two_lists_that_have_nothing_in_common()
    {
        await using var test = TemporaryStore.Open();
        var stored = Unsigned.Many(
            1000, i => Unsigned.Note(Authors[0], At - i, "", ["t", i % 2 == 0 ? "x" : "y"], ["p", Authors[1].ToString()]));
        await test.PlaceAsync(Placement.Index, [.. stored, Unsigned.Note(Authors[0], At - 2000, "", ["t", "x"], ["r", "y"])]);
        var filter = new NaiveFilter { Tags = { ['t'] = ["x"], ['p'] = [Authors[2].ToString()] } };
        var both = new NaiveFilter { Tags = { ['t'] = ["x"], ['r'] = ["y"] } };
        await test.PlaceAsync(Placement.Index, Unsigned.Many(1000, i => Unsigned.Note(Authors[2], At - i, "", ["r", "y"])));

        var sink = new CollectingSink();
        var slices = RunToEnd(test, new QueryWalk(Query([both, filter], long.MaxValue), new SliceBudget(TimeSpan.Zero, 16)), sink);
        Assert.Equal(At - 2000, Assert.Single(sink.Events).CreatedAt);
        Assert.True(slices > 20, $"{slices} slices");
    }

    static int RunToEnd(TemporaryStore test, QueryWalk query, CollectingSink sink)
    {
        for (var slices = 1; ; slices++)
        {
            Assert.True(slices < 100_000, "no end");
            using var view = test.Store.OpenView();
            if (query.RunSlice(view, sink, test.Time.Now) == SliceOutcome.Done)
                return slices;
        }
    }

    static bool RunSlice(TemporaryStore test, CountWalk count)
    {
        using var view = test.Store.OpenView();
        return count.RunSlice(view, test.Time.Now);
    }

    static EventQuery Query(NaiveFilter[] filters, long last) =>
        new() { Filters = [.. filters.Select(filter => filter.ToFilter())], Visibility = Visibility.Everything, MaxSequence = last };

    /// <summary>Events of few seconds, with ties that only whole ids decide.</summary>
    static NostrEvent[] Some(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var e = Unsigned.Event(
                Authors[random.Next(3)], random.Next(3) == 0 ? Kind.Reaction : Kind.TextNote, At + random.Next(Seconds), $"{seed} {i}",
                ["t", random.Next(2) == 0 ? "x" : "y"], ["p", Authors[random.Next(3)].ToString()]);
            return random.Next(2) == 0 ? e : e.WithIdStarting(0xAB, 0xCD, 0xEF, 0x01);
        })];
    }
}
