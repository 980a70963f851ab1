using Relay.Testing;

namespace Relay.Core.Tests;

public sealed class QueryCostTests
{
    readonly Author _alice = new();
    readonly InMemoryStore _store = new();
    readonly List<QueryCost> _told = [];

    [Fact]
    public async Task Hook_is_told_what_was_scanned_and_sent()
    {
        await using var engine = Engine(static (_, _) => Verdict.Accept);
        var client = await engine.ConnectAsync();
        var notes = Enumerable.Range(0, 300).Select(_ => _alice.Note()).ToArray();
        foreach (var note in notes)
            await client.PublishAsync(note);

        await client.QueryAsync("q", "{\"kinds\":[1,2],\"limit\":300}");

        // The filter counts as one, and so does each of its two kinds. This store then looks at every event.
        Assert.Equal(1 + 2 + 300, _told.Sum(static cost => cost.Scanned));
        Assert.Equal(notes.Sum(static note => note.ToJson().Length), _told.Sum(static cost => cost.Bytes));
        Assert.True(_told.Count > 2, "told in one piece");
    }

    [Fact]
    public async Task Count_is_told_too_and_ends_with_a_refusal()
    {
        var isPoor = false;
        await using var engine = Engine((_, _) => isPoor ? Verdict.RateLimited("poor") : Verdict.Accept);
        var client = await engine.ConnectAsync();
        for (var i = 0; i < 3; i++)
            await client.PublishAsync(_alice.Note());

        Assert.Equal("[\"COUNT\",\"count\",{\"count\":3}]", await client.CountAsync("{\"kinds\":[1]}"));
        Assert.True(_told.Sum(static cost => cost.Scanned) >= 3);
        isPoor = true;
        Assert.Equal("[\"CLOSED\",\"count\",\"rate-limited: poor\"]", await client.CountAsync("{\"kinds\":[1]}"));
    }

    [Fact]
    public async Task Query_that_a_hook_refuses_ends_at_once_and_is_not_live()
    {
        long scanned = 0;
        await using var engine = Engine((_, cost) => (scanned += cost.Scanned) > 300 ? Verdict.RateLimited("poor") : Verdict.Accept);
        var client = await engine.ConnectAsync();
        for (var i = 0; i < 1_000; i++)
            await _store.StoreEventAsync(_alice.Note(), CancellationToken.None);

        var messages = await client.QueryAsync("q", "{\"limit\":1000}");

        Assert.Equal("[\"CLOSED\",\"q\",\"rate-limited: poor\"]", messages[^1]);
        Assert.InRange(messages.Count, 2, 600);
        var from = client.Messages.Count;
        await client.PublishAsync(_alice.Note());
        Assert.Equal(from + 1, client.Messages.Count);
        Assert.Equal(0, engine.Engine.Subscriptions);
    }

    [Fact]
    public void Every_hook_is_told_and_the_first_refusal_counts()
    {
        var told = 0;
        var pipeline = new HookPipeline(new CostHook(Verdict.RateLimited("one")), new CostHook(Verdict.RateLimited("two"), () => told++));

        Assert.Equal("rate-limited: one", pipeline.OnQueryCost(new() { Id = 1 }, new QueryCost(1, 1)).Message);
        Assert.Equal(1, told);
    }

    [Fact]
    public async Task Nothing_is_measured_where_nobody_wants_to_know()
    {
        EventQuery? seen = null;
        await using var engine = new TestEngine(relay => relay
            .QueryEvents((_, _, _, _) => default)
            .Add(new CountSpy(query => seen = query)));
        var client = await engine.ConnectAsync();

        await client.CountAsync("{\"kinds\":[1]}");

        Assert.NotNull(seen);
        Assert.Null(seen.Meter);
    }

    TestEngine Engine(Func<ClientContext, QueryCost, Verdict> hook) => new(relay => relay
        .UseStore(_store)
        .OnQueryCost((client, cost) =>
        {
            lock (_told)
                _told.Add(cost);
            return hook(client, cost);
        }));

    sealed class CostHook(Verdict verdict, Action? told = null) : IQueryCostHook
    {
        public Verdict OnQueryCost(ClientContext client, in QueryCost cost)
        {
            told?.Invoke();
            return verdict;
        }
    }

    sealed class CountSpy(Action<EventQuery> seen) : ICountEventsHook
    {
        public bool AppliesVisibility => true;

        public ValueTask<long> CountEventsAsync(EventQuery query, CancellationToken cancel)
        {
            seen(query);
            return new(0);
        }
    }
}
