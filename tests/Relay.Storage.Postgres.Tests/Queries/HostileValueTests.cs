using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Postgres.Tests;

/// <summary>No text of a client reaches the database but as a hash or within a record.</summary>
public sealed class HostileValueTests
{
    static readonly string[] Values =
    [
        "", "\0", "a\0b", "'; DROP TABLE events; --", "\" OR 1=1 --", "%", "_", "*", "[1,2]", "{\"a\":1}", "NULL", "?1", ":a", "$1",
        "x'00'",
        "日本語", "עברית", "🦩\u200d\u0301", "\u0085\u2028", new string('x', 100_000), new string('\'', 1000), "\\", "\\u0000",
        "0000000000000000000000000000000000000000000000000000000000000000",
    ];

    [Fact]
    public async Task Every_value_is_found_by_itself_alone()
    {
        await using var test = await TemporaryStore.CreateAsync();
        var author = new Author();
        var notes = Values
            .Select((value, i) => author.Event(1, value, FakeTime.Start - i, ["t", value, "'"], ["'", value])).ToArray();
        var articles = Values.Select((value, i) => author.Event(Kind.Article, value, FakeTime.Start - i, ["d", value])).ToArray();
        await test.StoreAsync([.. notes, .. articles]);
        for (var i = 0; i < Values.Length; i++)
        {
            var tagged = new Filter { Tags = [new TagFilter('t', [new TagValue(Values[i])])] };
            Assert.Equal([notes[i].Id], (await test.QueryAsync(tagged)).Select(static e => e.Id));
            Assert.Equal(1, await test.CountAsync(tagged));
            Assert.Equal(
                [articles[i].Id],
                (await test.QueryAsync(new Filter { Tags = [new TagFilter('d', [new TagValue(Values[i])])] })).Select(static e => e.Id));
        }
        foreach (var article in articles)
            Assert.Equal(StoreStatus.Duplicate, (await test.Store.AdmitAsync(article, default)).Status);
        await test.CloseAsync();
        await test.AssertConsistentAsync();
    }

    [Fact]
    public async Task The_first_and_the_last_kind_and_second_are_found_in_order()
    {
        await using var test = await TemporaryStore.CreateAsync();
        var author = Unsigned.Key("a");
        NostrEvent[] events =
        [
            Unsigned.Event(author, 65_535, (1L << 40) - 1), Unsigned.Event(author, 65_535, (1L << 40) - 2, "x"),
            Unsigned.Event(author, 0, FakeTime.Start), Unsigned.Event(author, 1, 1), Unsigned.Event(author, 65_535, 0),
        ];
        await test.StoreAsync([.. events.Reverse()]);
        Assert.Equal(events.Select(static e => e.Id), (await test.QueryAsync(new Filter())).Select(static e => e.Id));
        Assert.Equal(events[4].Id, Assert.Single(await test.QueryAsync(new Filter { Until = 0 })).Id);
        Assert.Equal(events[0].Id, Assert.Single(await test.QueryAsync(new Filter { Since = (1L << 40) - 1 })).Id);
        Assert.Empty(await test.QueryAsync(new Filter { Since = 1L << 40 }));
        Assert.Equal(5, await test.CountAsync(new Filter { Since = 0, Until = long.MaxValue }));
        Assert.Equal(3, await test.CountAsync(new Filter { Kinds = [65_535] }));
        Assert.Equal(3, (await test.QueryAsync(new Filter { Authors = [author], Kinds = [65_535] })).Count);
    }
}
