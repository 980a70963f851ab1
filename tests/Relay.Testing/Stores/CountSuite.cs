using Relay.Nostr;

namespace Relay.Testing;

/// <summary>Counting (NIP-45).</summary>
public abstract class CountSuite<TStore> : EventStoreSuite<TStore> where TStore : ITestStore, new()
{
    [Fact]
    public async Task Limits_do_not_count()
    {
        await StoreAsync(Alice.Note("1"), Alice.Note("2"), Bob.Note("3"));

        Assert.Equal(3, await CountAsync(new Filter { Kinds = [1], Limit = 1 }));
    }

    [Fact]
    public async Task Overlapping_filters_count_their_union()
    {
        await StoreAsync(Alice.Note("1"), Alice.Event(7), Bob.Note("3"), Bob.Event(7));

        Assert.Equal(3, await CountAsync(new Filter { Kinds = [1] }, new Filter { Authors = [Alice.PublicKey] }));
    }

    [Fact]
    public async Task Every_kind_of_filter_counts_what_it_finds()
    {
        await StoreAsync(Alice.Note("1", T, ["t", "a"]), Alice.Note("2", T + 1, ["t", "b"]), Bob.Event(7, at: T + 2, tags: ["t", "a"]));
        var a = new TagFilter('t', [new TagValue("a")]);

        Assert.Equal(3, await CountAsync(new Filter()));
        Assert.Equal(2, await CountAsync(new Filter { Kinds = [1] }));
        Assert.Equal(3, await CountAsync(new Filter { Kinds = [1, 7] }));
        Assert.Equal(2, await CountAsync(new Filter { Authors = [Alice.PublicKey] }));
        Assert.Equal(1, await CountAsync(new Filter { Authors = [Bob.PublicKey], Kinds = [7] }));
        Assert.Equal(2, await CountAsync(new Filter { Tags = [a] }));
        Assert.Equal(1, await CountAsync(new Filter { Tags = [a], Kinds = [1] }));
        Assert.Equal(1, await CountAsync(new Filter { Since = T + 1, Kinds = [1] }));
        Assert.Equal(0, await CountAsync(new Filter { Kinds = [] }));
    }

    [Fact]
    public async Task Deleted_and_replaced_events_do_not_count()
    {
        var deleted = Alice.Note("deleted");
        await StoreAsync(deleted, Alice.Note("kept"), Alice.Event(10002), Alice.Event(10002), Alice.Deletion(deleted));

        Assert.Equal(1, await CountAsync(new Filter { Kinds = [1] }));
        Assert.Equal(1, await CountAsync(new Filter { Kinds = [10002] }));
        Assert.Equal(3, await CountAsync(new Filter { Authors = [Alice.PublicKey] }));
    }
}
