using Relay.Core;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.TestSupport;

/// <summary>Order, limits, ranges and visibility of results (NIP-01).</summary>
public abstract class QuerySuite<TStore> : EventStoreSuite<TStore> where TStore : ITestStore, new()
{
    static TagFilter Tag(char letter, params string[] values) => new(letter, [.. values.Select(value => new TagValue(value))]);

    [Fact]
    public async Task Newest_come_first_whatever_the_order_of_storing()
    {
        NostrEvent[] events = [Alice.Note("c", T + 2), Bob.Note("a", T), Alice.Event(7, "d", T + 3), Bob.Note("b", T + 1)];
        await StoreAsync(events);

        AssertSame([events[2], events[0], events[3], events[1]], await QueryAsync(new Filter()));
    }

    [Fact]
    public async Task Of_one_second_the_lowest_ids_come_first_and_fill_the_limit()
    {
        var events = Enumerable.Range(0, 50).Select(i => Alice.Note($"{i}", T)).ToArray();
        await StoreAsync(events);
        var ordered = events.OrderBy(static e => e.Id).ToArray();

        AssertSame(ordered, await QueryAsync(new Filter { Kinds = [1] }));
        foreach (var limit in new[] { 1, 2, 49, 50, 51 })
            AssertSame(ordered.Take(limit), await QueryAsync(new Filter { Limit = limit }));
    }

    [Fact]
    public async Task Limit_gives_the_newest()
    {
        var events = Enumerable.Range(0, 10).Select(i => Alice.Note($"{i}", T + i)).ToArray();
        await StoreAsync(events);

        AssertSame(events.Reverse().Take(3), await QueryAsync(new Filter { Authors = [Alice.PublicKey], Limit = 3 }));
    }

    [Fact]
    public async Task Several_filters_are_a_union_in_one_order_with_their_own_limits()
    {
        var alices = Enumerable.Range(0, 5).Select(i => Alice.Note($"{i}", T + 2 * i)).ToArray();
        var bobs = Enumerable.Range(0, 5).Select(i => Bob.Note($"{i}", T + 2 * i + 1)).ToArray();
        await StoreAsync([.. alices, .. bobs]);

        var found = await QueryAsync(
            new Filter { Authors = [Alice.PublicKey], Limit = 2 }, new Filter { Authors = [Bob.PublicKey], Limit = 1 });
        AssertSame([bobs[4], alices[4], alices[3]], found);
    }

    [Fact]
    public async Task Event_that_several_filters_match_comes_once_and_counts_for_each()
    {
        var (older, newer) = (Alice.Note("older", T), Alice.Note("newer", T + 1));
        await StoreAsync(older, newer);

        AssertSame(
            [newer], await QueryAsync(new Filter { Limit = 1 }, new Filter { Kinds = [1], Limit = 1 }, new Filter { Ids = [newer.Id] }));
        AssertSame([newer, older], await QueryAsync(new Filter { Limit = 1 }, new Filter { Kinds = [1] }));
    }

    [Fact]
    public async Task Since_and_until_are_inclusive()
    {
        var events = Enumerable.Range(0, 5).Select(i => Alice.Note($"{i}", T + i)).ToArray();
        await StoreAsync(events);

        AssertSame([events[3], events[2], events[1]], await QueryAsync(new Filter { Since = T + 1, Until = T + 3 }));
        AssertSame([events[2]], await QueryAsync(new Filter { Authors = [Alice.PublicKey], Since = T + 2, Until = T + 2 }));
        AssertSame([events[4]], await QueryAsync(new Filter { Kinds = [1], Since = T + 4 }));
        AssertSame([events[0]], await QueryAsync(new Filter { Until = T }));
    }

    [Fact]
    public async Task Extreme_ranges_are_no_trouble()
    {
        var e = Alice.Note();
        await StoreAsync(e);

        AssertSame([e], await QueryAsync(new Filter { Since = long.MinValue, Until = long.MaxValue }));
        AssertSame([e], await QueryAsync(new Filter { Since = -1, Until = 1L << 40 }));
        Assert.Empty(await QueryAsync(new Filter { Since = long.MaxValue }));
        Assert.Empty(await QueryAsync(new Filter { Until = long.MinValue }));
        Assert.Empty(await QueryAsync(new Filter { Since = T + 1, Until = T }));
    }

    [Fact]
    public async Task Conditions_all_hold_and_any_value_of_one_will_do()
    {
        var match = Alice.Event(7, tags: [["e", Bob.Hex], ["t", "a"]]);
        await StoreAsync(match, Alice.Event(7, tags: ["e", Bob.Hex]), Bob.Event(7, tags: ["t", "a"]));
        await StoreAsync(Alice.Event(1, tags: [["e", Bob.Hex], ["t", "a"]]));

        AssertSame([match], await QueryAsync(new Filter { Kinds = [6, 7], Tags = [Tag('e', Alice.Hex, Bob.Hex), Tag('t', "b", "a")] }));
        Assert.Empty(await QueryAsync(new Filter { Kinds = [7], Authors = [Bob.PublicKey], Tags = [Tag('e', Bob.Hex)] }));
    }

    [Fact]
    public async Task Ids_do_not_set_other_conditions_aside()
    {
        var e = Alice.Note(tags: ["t", "a"]);
        await StoreAsync(e);
        var byId = new Filter { Ids = [e.Id] };

        AssertSame([e], await QueryAsync(byId with { Authors = [Alice.PublicKey], Kinds = [1], Tags = [Tag('t', "a")] }));
        Assert.Empty(await QueryAsync(byId with { Authors = [Bob.PublicKey] }));
        Assert.Empty(await QueryAsync(byId with { Kinds = [2] }));
        Assert.Empty(await QueryAsync(byId with { Tags = [Tag('t', "b")] }));
        Assert.Empty(await QueryAsync(byId with { Since = e.CreatedAt + 1 }));
    }

    [Fact]
    public async Task Tags_are_case_sensitive_and_only_their_first_value_counts()
    {
        var e = Alice.Note(tags: [["t", "Nostr", "second"], ["E", Bob.Hex], ["tt", "long"]]);
        await StoreAsync(e);

        AssertSame([e], await QueryAsync(new Filter { Tags = [Tag('t', "Nostr")] }));
        AssertSame([e], await QueryAsync(new Filter { Tags = [Tag('E', Bob.Hex)] }));
        Assert.Empty(await QueryAsync(new Filter { Tags = [Tag('t', "nostr")] }));
        Assert.Empty(await QueryAsync(new Filter { Tags = [Tag('t', "second")] }));
        Assert.Empty(await QueryAsync(new Filter { Tags = [Tag('t', "long")] }));
        Assert.Empty(await QueryAsync(new Filter { Tags = [Tag('e', Bob.Hex)] }));
    }

    [Fact]
    public async Task Odd_tag_values_are_found_exactly()
    {
        string[] values = ["", " ", "\"", "\\", "\n", "\u0001", "ünï 😀", new string('x', 2000), Bob.Hex, Bob.Hex.ToUpperInvariant()];
        foreach (var value in values)
        {
            var e = Alice.Note(value, tags: ["r", value]);
            await StoreAsync(e);

            AssertSame([e], await QueryAsync(new Filter { Tags = [Tag('r', value)] }));
        }
    }

    [Fact]
    public async Task Empty_condition_matches_nothing()
    {
        await StoreAsync(Alice.Note(tags: ["t", "a"]));

        Assert.Empty(await QueryAsync(
            new Filter { Ids = [] }, new Filter { Authors = [] }, new Filter { Kinds = [] }, new Filter { Tags = [Tag('t')] }));
    }

    [Fact]
    public async Task Private_messages_exist_only_for_who_sees_everything()
    {
        NostrEvent[] hidden = [Alice.Event(4, at: T, tags: ["p", Bob.Hex]), Alice.Event(1059, at: T + 1, tags: ["p", Bob.Hex])];
        var note = Alice.Note("public", T + 2, ["p", Bob.Hex]);
        await StoreAsync([.. hidden, note]);
        Filter[] surfaces =
        [
            new(), new() { Kinds = [1, 4, 1059] }, new() { Authors = [Alice.PublicKey] }, new() { Tags = [Tag('p', Bob.Hex)] },
            new() { Ids = [hidden[0].Id, hidden[1].Id, note.Id] },
        ];

        foreach (var filter in surfaces)
        {
            var query = new EventQuery { Filters = [filter], Visibility = Visibility.Public };
            AssertSame([note], (await QueryAsync(query)).Events);
            Assert.Equal(1, await Store.CountEventsAsync(query, CancellationToken.None));
            AssertSame([note, hidden[1], hidden[0]], await QueryAsync(filter));
        }
        AssertSame(
            [note], (await QueryAsync(new EventQuery { Filters = [new Filter { Limit = 1 }], Visibility = Visibility.Public })).Events);
    }

    [Fact]
    public async Task Private_messages_exist_for_their_author_and_for_those_they_are_addressed_to()
    {
        var carol = new Author();
        NostrEvent[] messages =
        [
            Alice.Event(4, at: T, tags: ["p", Bob.Hex]), Bob.Event(4, at: T + 1, tags: ["p", Alice.Hex]),
            carol.Event(1059, at: T + 2, tags: [["p", Alice.Hex], ["p", Bob.Hex]]), carol.Event(1059, at: T + 3, tags: ["p", Alice.Hex]),
            Alice.Event(30078, at: T + 4, tags: [["d", "x"], ["p", Bob.Hex]]),
        ];
        await StoreAsync([.. messages, .. Enumerable.Range(0, 50).Select(i => carol.Event(4, at: T + i))]);
        var kinds = new Filter { Kinds = [4, 1059, 30078] };

        await AssertSeenAsync(new(), []);
        await AssertSeenAsync([Bob.PublicKey], [messages[2], messages[1], messages[0]]);
        await AssertSeenAsync([Alice.PublicKey], [.. messages.Reverse()]);
        await AssertSeenAsync([new Author().PublicKey, Bob.PublicKey], [messages[2], messages[1], messages[0]]);

        async Task AssertSeenAsync(List<Bytes32> keys, NostrEvent[] expected)
        {
            var query = new EventQuery
            {
                Filters = [kinds],
                Visibility = new Visibility(KindSet.Of(4, 1059), KindSet.Of(30078), [.. keys]),
            };
            AssertSame(expected, (await QueryAsync(query)).Events);
            Assert.Equal(expected.Length, await Store.CountEventsAsync(query, CancellationToken.None));
        }
    }

    [Fact]
    public async Task Sink_that_is_full_is_waited_for_and_misses_nothing()
    {
        var events = Enumerable.Range(0, 50).Select(i => Alice.Note($"{i}", T + i / 5)).ToArray();
        await StoreAsync(events);

        var sink = await QueryAsync(Query(new Filter { Kinds = [1] }, new Filter()), fullEvery: 7);
        AssertSame(events.OrderByDescending(static e => e.CreatedAt).ThenBy(static e => e.Id), sink.Events);
        Assert.Equal(7, sink.Waits);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task Sink_that_wants_no_more_is_given_no_more(int wanted)
    {
        // The last events have the same second, so that whole ids decide their order.
        await StoreAsync([.. Enumerable.Range(0, 50).Select(i => Alice.Note($"{i}", T + i / 10))]);

        var sink = new SatisfiedSink(wanted);
        var query = Query(new Filter { Kinds = [1] }, new Filter { Authors = [Alice.PublicKey] });
        await Store.QueryEventsAsync(query, sink, CancellationToken.None);
        Assert.Equal(wanted, sink.Written);
    }

    [Fact]
    public async Task Cancelled_query_ends()
    {
        await StoreAsync(Alice.Note("1"), Alice.Note("2"));
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();
        var query = Store.QueryEventsAsync(Query(new Filter()), new CancelledSink(), cancel.Token).AsTask();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => query.Within("the end of a cancelled query"));
    }

    sealed class SatisfiedSink(int wanted) : IEventSink
    {
        public int Written { get; private set; }

        public bool IsComplete => Written >= wanted;

        public bool TryWrite(EventView e)
        {
            Written++;
            return true;
        }

        public ValueTask WaitForRoomAsync(CancellationToken cancel) => default;
    }

    /// <summary>Never has room, like the sink of a client that is gone.</summary>
    sealed class CancelledSink : IEventSink
    {
        public bool TryWrite(EventView e) => false;

        public ValueTask WaitForRoomAsync(CancellationToken cancel) => ValueTask.FromCanceled(cancel);
    }
}
