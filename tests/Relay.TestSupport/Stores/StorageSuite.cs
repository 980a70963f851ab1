using Relay.Core;
using Relay.Nostr;

namespace Relay.TestSupport;

/// <summary>Storing regular events, and the form in which they come back.</summary>
public abstract class StorageSuite<TStore> : EventStoreSuite<TStore> where TStore : ITestStore, new()
{
    [Fact]
    public async Task Stored_event_is_found_byte_for_byte()
    {
        var e = Alice.Note("a \"quoted\" text\nin ünïcödé 😀\u0001", tags: [["e", Bob.Hex, "", "root"], ["t", ""], ["t", "Nostr"], ["x"]]);
        await StoreAsync(e);

        await AssertThereAsync(e);
        var found = Assert.Single(await QueryAsync(new Filter { Ids = [e.Id] }));
        Assert.Equal(e.Record.ToArray(), found.Record.ToArray());
    }

    [Fact]
    public async Task Empty_store_finds_nothing()
    {
        await AssertGoneAsync(Alice.Note());
        Assert.Empty(await QueryAsync(new Filter()));
        Assert.Equal(0, await CountAsync(new Filter()));
    }

    [Fact]
    public async Task Second_copy_is_a_duplicate_and_stored_once()
    {
        var e = Alice.Note();
        await StoreAsync(e);

        Assert.Equal(StoreStatus.Duplicate, await StatusOfAsync(e));
        AssertSame([e], await QueryAsync(new Filter()));
    }

    [Fact]
    public async Task Every_regular_event_is_kept_though_author_kind_and_time_agree()
    {
        var events = Enumerable.Range(0, 20).Select(i => Alice.Note($"{i}", T)).ToArray();
        await StoreAsync(events);

        AssertSame(events.OrderBy(static e => e.Id), await QueryAsync(new Filter { Authors = [Alice.PublicKey] }));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(41)]
    [InlineData(45)]
    [InlineData(999)]
    [InlineData(9999)]
    [InlineData(40000)]
    [InlineData(65535)]
    public async Task Kinds_without_a_class_are_regular(int kind)
    {
        var (first, second) = (Alice.Event(kind, "1"), Alice.Event(kind, "2"));
        await StoreAsync(first, second);

        AssertSame([second, first], await QueryAsync(new Filter { Kinds = [(ushort)kind] }));
    }

    [Fact]
    public async Task Large_event_is_kept_whole()
    {
        var tags = Enumerable.Range(0, 2000).Select(i => new[] { "p", $"{i:x64}" }).ToArray();
        var e = Alice.Event(30000, new string('c', 100_000), tags: tags);
        await StoreAsync(e);

        var found = Assert.Single(await QueryAsync(new Filter { Tags = [new TagFilter('p', [new TagValue($"{1999:x64}")])] }));
        Assert.Equal(e.Record.ToArray(), found.Record.ToArray());
    }

    [Fact]
    public async Task Latest_storable_time_is_stored_and_the_next_second_is_not()
    {
        const long latest = (1L << 40) - 1;
        await StoreAsync(Alice.Note(at: latest));

        var result = await AdmitAsync(Alice.Note(at: latest + 1));
        Assert.Equal(StoreResult.Failed("invalid: created_at is too far in the future to be stored"), result);
        Assert.Single(await QueryAsync(new Filter()));
    }

    [Fact]
    public async Task Earliest_time_is_stored()
    {
        var e = Alice.Note(at: 0);
        await StoreAsync(e);

        AssertSame([e], await QueryAsync(new Filter { Until = 0 }));
    }

    [Fact]
    public async Task Concurrent_copies_are_stored_once()
    {
        var e = Alice.Note();
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => StatusOfAsync(e))));

        Assert.Single(results, StoreStatus.Stored);
        Assert.Equal(7, results.Count(static status => status == StoreStatus.Duplicate));
        AssertSame([e], await QueryAsync(new Filter()));
    }
}
