using Relay.Core;
using Relay.Nostr;

namespace Relay.TestSupport;

/// <summary>Random events and filters, compared with the naive filter and with the store in memory.</summary>
public abstract class RandomisedSuite<TStore> : EventStoreSuite<TStore> where TStore : ITestStore, new()
{
    static readonly int[] Kinds = [0, 1, 7, 10002, 30023];
    static readonly int[] RegularKinds = [1, 6, 7, 9735];

    [Fact]
    public async Task Queries_and_counts_agree_with_the_naive_filter()
    {
        var random = new RandomNostr(Environment.TickCount);
        var stored = new List<NostrEvent>();
        for (var i = 0; i < 400; i++)
        {
            var e = random.Event(RegularKinds);
            if (await StatusOfAsync(e) == StoreStatus.Stored)
                stored.Add(e);
        }
        var naive = stored.Select(NaiveEvent.Of).ToList();
        for (var i = 0; i < 400; i++)
        {
            var filters = Enumerable.Range(0, 1 + random.Next(3)).Select(_ => random.Filter(RegularKinds)).ToList();
            Filter[] fast = [.. filters.Select(filter => filter.ToFilter())];
            var expected = NaiveFilter.Query(filters, naive).Select(static e => e.Id);
            var actual = (await QueryAsync(fast)).Select(static e => e.Id.ToString());
            Assert.True(expected.SequenceEqual(actual), $"seed {random.Seed}, query {i}");

            var unlimited = filters.Select(static filter => filter with { Limit = null }).ToList();
            var count = await CountAsync([.. unlimited.Select(filter => filter.ToFilter())]);
            Assert.True(NaiveFilter.Query(unlimited, naive).Count == count, $"seed {random.Seed}, count {i}");
        }
    }

    [Fact]
    public async Task Any_history_ends_as_in_the_store_in_memory()
    {
        var random = new RandomNostr(Environment.TickCount);
        await using var memory = new InMemoryStore(Time);
        var history = new List<NostrEvent>();
        for (var i = 0; i < 600; i++)
        {
            var e = Next(random, history);
            history.Add(e);
            var expected = await memory.AdmitAsync(e, CancellationToken.None);
            var actual = await AdmitAsync(e);
            var difference = $"seed {random.Seed}, event {i}, kind {e.Kind}: {expected.Status} became {actual.Status}";
            Assert.True(expected.Status == actual.Status, difference);
        }
        var sink = new CollectingSink();
        await memory.QueryEventsAsync(Query(new Filter()), sink, CancellationToken.None);
        AssertSame(sink.Events, await QueryAsync(new Filter()));
    }

    /// <summary>A new event, a repeated one, or a request against earlier ones.</summary>
    NostrEvent Next(RandomNostr random, List<NostrEvent> history)
    {
        var author = random.Next(2) == 0 ? Alice : Bob;
        var at = T + random.Next(20);
        if (history.Count > 0)
        {
            var earlier = history[random.Next(history.Count)];
            switch (random.Next(12))
            {
                case 0:
                    return earlier;
                case 1:
                    return author.Event(5, at: at, tags: ["e", earlier.Id.ToString()]);
                case 2:
                    earlier.Tags.TryGetFirst("d"u8, out var identifier);
                    return author.Event(5, at: at, tags: ["a", $"{earlier.Kind}:{earlier.PublicKey}:{identifier.ToString()}"]);
                case 3:
                    return author.Event(1059, at: at, tags: ["p", random.Next(2) == 0 ? Alice.Hex : Bob.Hex]);
                case 4 when random.Next(10) == 0:
                    return author.Event(62, at: T + random.Next(5), tags: ["relay", "ALL_RELAYS"]);
            }
        }
        var kind = Kinds[random.Next(Kinds.Length)];
        return author.Event(kind, $"{random.Next(1000)}", at, ["d", random.Next(3) == 0 ? "" : "x"]);
    }
}
