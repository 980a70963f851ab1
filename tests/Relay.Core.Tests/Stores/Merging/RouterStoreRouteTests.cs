using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Core.Tests;

/// <summary>Routes by kinds, authors and tags; which stores are asked; and what one store that is down does to the others.</summary>
public sealed class RouterStoreRouteTests
{
    readonly InMemoryStore _rest = new();
    readonly InMemoryStore _reactions = new();
    readonly InMemoryStore _profiles = new();
    readonly InMemoryStore _group = new();
    readonly Author _alice = new();

    static async Task<IReadOnlyList<NostrEvent>> QueryAsync(RouterStore router, params Filter[] filters)
    {
        var sink = new CollectingSink();
        await router.QueryEventsAsync(new EventQuery { Filters = filters, Visibility = Visibility.Everything }, sink, default);
        return sink.Events;
    }

    static Task<long> CountAsync(RouterStore router, Filter filter) =>
        router.CountEventsAsync(new EventQuery { Filters = [filter], Visibility = Visibility.Everything }, default).AsTask();

    RouterStore Router(IEventStore? reactions = null) => new RouterStore(_rest, name: "rest")
        .With(new StoreRoute(reactions ?? _reactions) { Name = "reactions", Kinds = KindSet.Of(7) })
        .With(new StoreRoute(_group) { Tags = [new TagFilter('h', [new TagValue("group")])] })
        .With(new StoreRoute(_profiles) { Name = "profiles", Kinds = KindSet.Parse("0,3,10000-19999,30000-39999") });

    [Fact]
    public async Task Tag_takes_events_but_no_versions()
    {
        var (note, article) = (_alice.Event(9, tags: ["h", "group"]), _alice.Event(30023, tags: [["d", "x"], ["h", "group"]]));
        var router = Router();
        await router.AdmitAsync(note, default);
        await router.AdmitAsync(article, default);

        Assert.True(_group.Contains(note.Id) && _profiles.Contains(article.Id));
        Assert.False(_group.Contains(article.Id) || _rest.Contains(note.Id));
    }

    [Fact]
    public async Task Only_stores_that_can_have_an_answer_are_asked_if_that_is_wanted()
    {
        var (note, reaction) = (_alice.Note(), _alice.Event(7));
        var router = Router(new BrokenStore()).AskingRoutesOnly();
        await router.AdmitAsync(note, default);
        await _reactions.AdmitAsync(reaction, default);

        Assert.Equal([note.Id], (await QueryAsync(router, new Filter { Kinds = [1] })).Select(static e => e.Id));
        Assert.Equal(1, await CountAsync(router, new Filter { Kinds = [1] }));
        await Assert.ThrowsAsync<StoreBrokenException>(() => QueryAsync(router, new Filter { Kinds = [7] }));
        await Assert.ThrowsAsync<StoreBrokenException>(() => QueryAsync(router, new Filter()));
        await Assert.ThrowsAsync<StoreBrokenException>(() => QueryAsync(router, new Filter { Kinds = [62] }));
    }

    [Fact]
    public async Task Store_that_is_down_makes_answers_partial_and_they_say_so()
    {
        var notes = Enumerable.Range(0, 300).Select(i => _alice.Note($"{i}", Author.FirstTime + i)).ToArray();
        await _rest.BackfillAsync(notes, default);
        var sink = new CollectingSink();
        var query = new EventQuery { Filters = [new()], Visibility = Visibility.Everything };
        var failure = await Assert.ThrowsAsync<StoreBrokenException>(
            async () => await Router(new BrokenStore()).QueryEventsAsync(query, sink, default));

        Assert.Equal(RouterStore.Partial, failure.Message);
        Assert.Equal(notes.Reverse().Select(static e => e.Id), sink.Events.Select(static e => e.Id));
    }

    [Fact]
    public async Task Store_that_is_down_fails_what_needs_it_and_nothing_else()
    {
        var router = Router(new BrokenStore());
        var note = _alice.Note();
        Assert.Equal(StoreStatus.Stored, (await router.AdmitAsync(note, default)).Status);
        Assert.Equal(StoreStatus.Failed, (await router.AdmitAsync(_alice.Event(7), default)).Status);
        Assert.True(router.Contains(note.Id));
        Assert.Equal(new(StoreState.Broken, "the store reactions: its disk failed"), router.Condition);
    }

    [Fact]
    public async Task Deletion_reaches_the_stores_that_work_and_the_rest_when_it_is_sent_again()
    {
        var (note, reaction) = (_alice.Note(), _alice.Event(7));
        await _rest.AdmitAsync(note, default);
        await _reactions.AdmitAsync(reaction, default);
        var request = _alice.Deletion(note, reaction);
        var failed = await Router(new BrokenStore()).AdmitAsync(request, default);

        Assert.Equal(StoreResult.Failed(StoreBrokenException.Refusal), failed);
        Assert.False(_rest.Contains(note.Id));
        Assert.True(_profiles.Contains(request.Id) && _reactions.Contains(reaction.Id));
        Assert.Equal(StoreStatus.Stored, (await Router().AdmitAsync(request, default)).Status);
        Assert.False(_reactions.Contains(reaction.Id));
    }

    [Fact]
    public async Task Reading_all_events_gives_each_once()
    {
        var router = Router();
        var (note, reaction, profile) = (_alice.Note(), _alice.Event(7), _alice.Event(0));
        var request = _alice.Deletion(_alice.Note("other"));
        foreach (var e in new[] { note, reaction, profile, request })
            await router.AdmitAsync(e, default);
        var sink = new CollectingSink(fullEvery: 2);
        await router.ReadAllAsync(sink);

        Assert.Equal(
            new[] { note, reaction, profile, request }.Select(static e => e.Id).Order(), sink.Events.Select(static e => e.Id).Order());
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public async Task Store_that_fails_is_logged_with_its_cause_unless_it_is_broken(bool isBroken, int lines)
    {
        var store = new BrokenStore(isBroken ? null : new IOException("gone"));
        await using var relay = new TestEngine(relay => relay.UseStore(Router(store)));
        var client = await relay.ConnectAsync();

        Assert.Equal([$"[\"CLOSED\",\"q\",\"{RouterStore.Partial}\"]"], await client.QueryAsync("q", "{}"));
        Assert.Equal(lines, relay.Log.Errors.Count());
    }

    [Fact]
    public async Task Deletion_reaches_the_stores_after_one_that_throws_anything()
    {
        var article = _alice.Event(30023, tags: ["d", "x"]);
        await _profiles.AdmitAsync(article, default);
        var request = _alice.Deletion(article);

        await Assert.ThrowsAsync<IOException>(
            async () => await Router(new BrokenStore(new IOException("gone"))).AdmitAsync(request, default));
        Assert.True(_profiles.Contains(request.Id));
        Assert.False(_profiles.Contains(article.Id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Several_stores_answer_as_one(bool asksRoutesOnly)
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var time = new FakeTime();
        var one = new InMemoryStore(time);
        var vips = new HashSet<Bytes32> { Unsigned.Key("a") };
        var router = new RouterStore(new InMemoryStore(time), time)
            .With(new StoreRoute(new InMemoryStore(time)) { Kinds = KindSet.Of(Kind.Reaction, Kind.GiftWrap) })
            .With(new StoreRoute(new InMemoryStore(time)) { Tags = [new TagFilter('t', [new TagValue("red")])] })
            .With(new StoreRoute(new InMemoryStore(time)) { Kinds = KindSet.OfRange(0, 3), Authors = vips })
            .With(new StoreRoute(new InMemoryStore(time)) { Kinds = KindSet.OfRange(10_000, 39_999) });
        if (asksRoutesOnly)
            router = router.AskingRoutesOnly();
        var history = new RandomHistory(seed, time);
        for (var step = 0; step < 400; step++)
        {
            if (history.Chance(0.05))
                time.Advance(TimeSpan.FromSeconds(history.Next(1, 3)));
            var e = history.NextEvent();
            var expected = await one.AdmitAsync(e, default);
            Assert.Equal((step, expected.Status), (step, (await router.AdmitAsync(e, default)).Status));
            await CompareAsync(one, router, history, step);
        }
    }

    static async Task CompareAsync(InMemoryStore one, RouterStore router, RandomHistory history, int step)
    {
        Filter[] filters = [.. history.NextFilters().Select(static filter => filter.ToFilter())];
        var query = new EventQuery { Filters = filters, Visibility = history.NextVisibility() };
        var (expected, found) = (new CollectingSink(), new CollectingSink());
        await one.QueryEventsAsync(query, expected, default);
        await router.QueryEventsAsync(query, found, default);
        Assert.Equal(expected.Events.Select(e => (step, e.Id)), found.Events.Select(e => (step, e.Id)));
        Assert.Equal(await one.CountEventsAsync(query, default), await router.CountEventsAsync(query, default));
    }
}
