using Relay.Core;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.TestSupport;

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

    [Fact]
    public async Task Authors_counted_are_those_of_the_events_counted_each_once()
    {
        var filter = new Filter { Kinds = [7], Tags = [new TagFilter('t', [new TagValue("a")])] };
        await StoreAsync(
            Alice.Event(7, "1", tags: ["t", "a"]), Alice.Event(7, "2", tags: ["t", "a"]), Bob.Event(7, "3", tags: ["t", "a"]),
            new Author().Event(7, tags: ["t", "b"]), new Author().Note(tags: ["t", "a"]));

        await AssertAuthorsAsync(3, [Alice, Bob], filter with { Limit = 1 });
    }

    [Fact]
    public async Task Authors_of_what_is_deleted_expired_or_hidden_are_not_counted()
    {
        var (deleter, expirer, sender) = (new Author(), new Author(), new Author());
        var deleted = deleter.Note(tags: ["p", Bob.Hex]);
        var expires = Time.GetUtcNow().ToUnixTimeSeconds() + 10;
        await StoreAsync(
            deleted, Alice.Note(tags: ["p", Bob.Hex]), sender.Event(4, tags: ["p", Bob.Hex]),
            expirer.Note(tags: [["p", Bob.Hex], ["expiration", $"{expires}"]]));
        var filter = new Filter { Tags = [new TagFilter('p', [new TagValue(Bob.PublicKey)])] };

        await AssertAuthorsAsync(3, [deleter, Alice, expirer], filter);
        await StoreAsync(deleter.Deletion(deleted));
        await AssertAuthorsAsync(2, [Alice, expirer], filter);
        Time.Advance(TimeSpan.FromSeconds(10));
        await AssertAuthorsAsync(1, [Alice], filter);
    }

    [Fact]
    public async Task Authors_of_any_query_can_be_counted()
    {
        await StoreAsync(Alice.Note("1"), Bob.Note("2"), Bob.Event(7));

        await AssertAuthorsAsync(2, [Alice, Bob], new Filter { Kinds = [1] });
        await AssertAuthorsAsync(3, [Alice, Bob], new Filter { Kinds = [1] }, new Filter { Kinds = [1, 7] });
        await AssertAuthorsAsync(0, [], new Filter { Kinds = [2] });
    }

    async Task AssertAuthorsAsync(int count, Author[] authors, params Filter[] filters)
    {
        foreach (var offset in new[] { 8, 15, 23 })
        {
            var counted = new HyperLogLog(offset);
            var query = new EventQuery { Filters = filters, Visibility = Visibility.Public };
            Assert.Equal(count, await Store.CountEventsHllAsync(query, counted, CancellationToken.None));
            Assert.Equal(NaiveHyperLogLog.Of(offset, authors.Select(static author => author.Hex)), counted.ToString());
        }
    }
}
