using Relay.Core;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.TestSupport;

/// <summary>Deletion requests (NIP-09) that name addresses.</summary>
public abstract class AddressDeletionSuite<TStore> : EventStoreSuite<TStore> where TStore : ITestStore, new()
{
    NostrEvent Article(long at, string identifier = "x") => Alice.Event(30023, $"{at}", at, ["d", identifier]);

    NostrEvent Request(Author author, string address, long at) => author.Event(5, at: at, tags: ["a", address]);

    string Address(string identifier = "x") => $"30023:{Alice.Hex}:{identifier}";

    [Fact]
    public async Task Version_as_old_as_the_request_is_deleted_and_a_newer_one_is_accepted()
    {
        var (old, same, newer) = (Article(T), Article(T + 10), Article(T + 11));
        await StoreAsync(same, Request(Alice, Address(), T + 10));

        await AssertGoneAsync(same);
        Assert.Equal(StoreStatus.Deleted, await StatusOfAsync(same));
        Assert.Equal(StoreStatus.Deleted, await StatusOfAsync(old));
        await StoreAsync(newer);
        await AssertThereAsync(newer);
    }

    [Fact]
    public async Task Newer_version_is_not_touched()
    {
        var newer = Article(T + 11);
        await StoreAsync(newer, Request(Alice, Address(), T + 10));

        await AssertThereAsync(newer);
        Assert.Equal(StoreStatus.Duplicate, await StatusOfAsync(newer));
    }

    [Fact]
    public async Task Request_that_comes_first_blocks_versions_up_to_its_time()
    {
        await StoreAsync(Request(Alice, Address(), T + 10));

        Assert.Equal(StoreStatus.Deleted, await StatusOfAsync(Article(T + 10)));
        await StoreAsync(Article(T + 11));
    }

    [Fact]
    public async Task Later_request_extends_the_block_and_an_earlier_one_does_not_shorten_it()
    {
        await StoreAsync(Request(Alice, Address(), T + 10), Request(Alice, Address(), T + 20), Request(Alice, Address(), T + 5));

        Assert.Equal(StoreStatus.Deleted, await StatusOfAsync(Article(T + 20)));
        await StoreAsync(Article(T + 21));
    }

    [Fact]
    public async Task Others_cannot_delete_an_address()
    {
        var article = Article(T);
        await StoreAsync(article, Request(Bob, Address(), T + 10));

        await AssertThereAsync(article);
        await StoreAsync(Article(T + 1));
    }

    [Fact]
    public async Task Other_addresses_stay()
    {
        var (other, empty) = (Article(T, "y"), Article(T + 1, ""));
        var list = Alice.Event(30024, at: T, tags: ["d", "x"]);
        await StoreAsync(other, empty, list, Article(T + 2), Request(Alice, Address(), T + 10));

        await AssertThereAsync(other);
        await AssertThereAsync(empty);
        await AssertThereAsync(list);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a:b:c")]
    [InlineData("with \"quotes\" and \\")]
    [InlineData("ünï 😀")]
    public async Task Identifier_is_everything_after_the_second_colon(string identifier)
    {
        var article = Article(T, identifier);
        await StoreAsync(article, Request(Alice, Address(identifier), T + 10));

        await AssertGoneAsync(article);
    }

    [Fact]
    public async Task Identifier_may_be_a_key_or_very_long()
    {
        foreach (var identifier in new[] { Bob.Hex, new string('x', 5000) })
        {
            var article = Article(T, identifier);
            await StoreAsync(article, Request(Alice, Address(identifier), T + 10));

            await AssertGoneAsync(article);
            Assert.Equal(StoreStatus.Deleted, await StatusOfAsync(article));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(":")]
    public async Task Replaceable_event_is_deleted_with_or_without_the_last_colon(string end)
    {
        var list = Alice.Event(10002, at: T);
        await StoreAsync(list, Request(Alice, $"10002:{Alice.Hex}{end}", T));

        await AssertGoneAsync(list);
        Assert.Equal(StoreStatus.Deleted, await StatusOfAsync(list));
        await StoreAsync(Alice.Event(10002, at: T + 1));
    }

    [Fact]
    public async Task Metadata_and_follow_lists_have_addresses_too()
    {
        var (metadata, follows) = (Alice.Event(0, at: T), Alice.Event(3, at: T));
        await StoreAsync(metadata, follows, Request(Alice, $"0:{Alice.Hex}:", T), Request(Alice, $"3:{Alice.Hex}:", T + 1));

        await AssertGoneAsync(metadata);
        await AssertGoneAsync(follows);
    }

    [Fact]
    public async Task Deleting_the_current_version_brings_no_older_one_back()
    {
        var (older, newer) = (Article(T), Article(T + 1));
        await StoreAsync(older, newer, Alice.Deletion(newer));

        Assert.Empty(await QueryAsync(new Filter { Kinds = [30023] }));
    }

    [Fact]
    public async Task Spared_version_stays()
    {
        var article = Article(T);
        await StoreAsync(article);
        var request = Request(Alice, Address(), T + 10);
        await Store.DeleteEventAsync(new DeletionRequest(request, new HashSet<Bytes32> { article.Id }), CancellationToken.None);

        await AssertThereAsync(article);
        await AssertThereAsync(request);
    }
}
