using Relay.Core;
using Relay.Nostr;
using Relay.Storage.Sql;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Postgres.Tests;

/// <summary>Events of one second whose ids begin with the same eight bytes have the same place: only their whole ids order them.</summary>
public sealed class TieTests
{
    const long At = FakeTime.Start - 100;

    static readonly Bytes32 Author = Unsigned.Key("author");
    static readonly byte[] Prefix = [0xAA, 0xAA, 0xAA, 0xAA, 0xAA, 0xAA, 0xAA, 0xAA];

    static readonly NostrEvent[] Stored =
    [
        Mined(At, 3), Mined(At, 0xFF), Mined(At, 0), Mined(At, 2), Mined(At, 1), Mined(At, 0x80, 9), Mined(At, 0x80, 1),
        Mined(At + 1, 0x80), Mined(At - 1, 0x80), Mined(At - 1, 0x70),
        Note(At, 0).WithIdStarting(0), Note(At, 1).WithIdStarting(0xFF),
        Note(At, 2).WithIdStarting(0xAA, 0xAA, 0xAA, 0xAA, 0xAA, 0xAA, 0xAA),
        // The last place and position of all.
        Mined(At, 0xFF, 0xFF, 0xFF),
    ];

    static readonly Bytes32[] Expected = [.. Stored.OrderByDescending(e => e.CreatedAt).ThenBy(e => e.Id).Select(e => e.Id)];

    [Fact]
    public async Task A_page_may_end_anywhere_within_a_group()
    {
        await using var test = await FillAsync();
        for (var most = 1; most <= Expected.Length; most++)
        {
            foreach (var filter in Filters)
                Assert.Equal(Expected, await PagesAsync(test.Engine, filter, most));
        }
    }

    [Fact]
    public async Task Counting_may_begin_anywhere_within_a_group()
    {
        await using var test = await FillAsync();
        for (var i = 0; i < Stored.Length; i++)
        {
            var after = EventPosition.Of(Stored.Single(e => e.Id == Expected[i]).View);
            var counted = await test.Engine.CountAsync(Question(new Filter(), 1) with { After = after }, default);
            Assert.Equal((Expected.Length - i - 1, (EventPosition?)null), (counted!.Value.Count, counted.Value.Next));
        }
    }

    [Fact]
    public async Task A_limit_may_cut_a_group_anywhere()
    {
        await using var test = await FillAsync();
        for (var limit = 1; limit <= Expected.Length; limit++)
        {
            foreach (var filter in Filters)
                Assert.Equal(Expected.Take(limit), (await test.QueryAsync(filter with { Limit = limit })).Select(static e => e.Id));
        }
    }

    static Filter[] Filters =>
    [
        new(), new() { Kinds = [1] }, new() { Kinds = [0, 1, 2] }, new() { Authors = [Author] }, new() { Ids = [.. Expected] },
        new() { Tags = [new TagFilter('t', [new TagValue("a"), new TagValue("b")])] },
        new() { Authors = [Author, .. Enumerable.Range(0, 40).Select(static i => Unsigned.Key($"{i}"))], Kinds = [1] },
    ];

    static async Task<List<Bytes32>> PagesAsync(SqlEngine engine, Filter filter, int most)
    {
        var found = new List<Bytes32>();
        for (var query = Question(filter, most); ;)
        {
            var page = await engine.QueryAsync(query, default);
            Assert.InRange(page.Rows.Count, 0, most);
            found.AddRange(page.Rows.Select(static row => row.Event.Id));
            if (page.Next is not { } next)
                return found;
            Assert.True(query.After is not { } after || after.CompareTo(next) < 0, "the next page begins where this one began");
            query = query with { After = next };
        }
    }

    static EngineQuery Question(Filter filter, int most) =>
        new(filter, Visibility.Everything, null, long.MaxValue, FakeTime.Start, most, 1 << 20);

    static async Task<TemporaryStore> FillAsync()
    {
        var test = await TemporaryStore.CreateAsync();
        await test.StoreAsync(Stored);
        return test;
    }

    static NostrEvent Note(long at, int i) => Unsigned.Note(Author, at, $"{i}", ["t", "a"], ["t", "b"]);

    static NostrEvent Mined(long at, params byte[] rest) => Note(at, rest[0]).WithIdStarting([.. Prefix, .. rest]);
}
