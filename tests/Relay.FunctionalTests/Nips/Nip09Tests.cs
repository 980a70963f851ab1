using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>NIP-09: deletion requests.</summary>
public abstract class Nip09Tests(TestStore store) : RelayTests(store)
{
    [Fact]
    public async Task Deleted_event_is_gone_from_every_answer_and_the_request_is_served()
    {
        var (target, other) = (Alice.Note("target", tags: Tag("t", "x")), Alice.Note("other", tags: Tag("t", "x")));
        await Client.PublishAllAsync(target, other);
        var request = Alice.Deletion(target);
        await Client.PublishAllAsync(request);

        await AssertNotStoredAsync(target);
        await AssertStoredAsync(other, request);
        Assert.Equal(["other"], (await Client.QueryAsync($"{{\"authors\":[\"{Alice.Hex}\"],\"kinds\":[1]}}")).Contents);
        Assert.Equal(["other"], (await Client.QueryAsync("{\"#t\":[\"x\"]}")).Contents);
        Assert.Equal(1, await Client.CountAsync("{\"kinds\":[1]}"));
        Assert.Equal([request.Id], (await Client.QueryAsync($"{{\"kinds\":[5],\"#e\":[\"{target.Id}\"]}}")).Ids);
    }

    [Fact]
    public async Task Request_is_pushed_to_subscribers()
    {
        await Client.ReqAsync("live", "{\"kinds\":[5]}");
        var request = Alice.Deletion(Alice.Note());
        await Client.PublishAllAsync(request);
        await AssertNextAsync("live", request);
    }

    [Fact]
    public async Task Others_events_stay_and_the_request_is_accepted()
    {
        var (own, foreign) = (Alice.Note(), Bob.Note());
        await Client.PublishAllAsync(own, foreign);
        var request = Alice.Deletion(foreign, own);
        await Client.PublishAllAsync(request);
        await AssertStoredAsync(foreign, request);
        await AssertNotStoredAsync(own);
    }

    [Fact]
    public async Task Deleted_event_is_refused_when_it_comes_again()
    {
        var target = Alice.Note();
        await Client.PublishAllAsync(target, Alice.Deletion(target));
        Assert.StartsWith("blocked: ", await RefusalAsync(target), StringComparison.Ordinal);
        await AssertNotStoredAsync(target);
    }

    [Fact]
    public async Task Request_that_comes_before_its_target_takes_effect()
    {
        var target = Alice.Note();
        await Client.PublishAllAsync(Alice.Deletion(target));
        Assert.StartsWith("blocked: ", await RefusalAsync(target), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_can_block_an_event_that_is_not_their_own()
    {
        var target = Alice.Note();
        await Client.PublishAllAsync(Bob.Deletion(target));
        await Client.PublishAllAsync(target);
        await AssertStoredAsync(target);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10002)]
    [InlineData(30023)]
    public async Task Address_covers_versions_up_to_the_request_and_no_newer_one(int kind)
    {
        var at = Alice.Note().CreatedAt;
        var address = $"{kind}:{Alice.Hex}:{(kind >= 30000 ? "a:b" : "")}";
        string[][] tags = kind >= 30000 ? [["d", "a:b"]] : [];
        var current = Alice.Event(kind, "current", at, tags);
        await Client.PublishAllAsync(current);
        await Client.PublishAllAsync(Alice.Event(5, at: at, tags: Tag("a", address)));

        await AssertNotStoredAsync(current);
        Assert.StartsWith("blocked: ", await RefusalAsync(current), StringComparison.Ordinal);
        Assert.StartsWith("blocked: ", await RefusalAsync(Alice.Event(kind, "same second", at, tags)), StringComparison.Ordinal);
        Assert.StartsWith("blocked: ", await RefusalAsync(Alice.Event(kind, "older", at - 1, tags)), StringComparison.Ordinal);
        var newer = Alice.Event(kind, "newer", at + 1, tags);
        await Client.PublishAllAsync(newer);
        await AssertStoredAsync(newer);
    }

    [Fact]
    public async Task Newer_version_stays_when_an_older_request_comes_late()
    {
        var at = Alice.Note().CreatedAt;
        var newer = Alice.Event(30023, at: at + 1, tags: Tag("d", "x"));
        await Client.PublishAllAsync(newer, Alice.Event(5, at: at, tags: Tag("a", $"30023:{Alice.Hex}:x")));
        await AssertStoredAsync(newer);
    }

    [Fact]
    public async Task Replaceable_kinds_may_be_addressed_without_the_last_colon()
    {
        var list = Alice.Event(10002);
        await Client.PublishAllAsync(list, Alice.Event(5, tags: Tag("a", $"10002:{Alice.Hex}")));
        await AssertNotStoredAsync(list);
    }

    [Fact]
    public async Task Address_of_somebody_else_has_no_effect()
    {
        var article = Alice.Event(30023, tags: Tag("d", "x"));
        var request = Bob.Event(5, tags: Tag("a", $"30023:{Alice.Hex}:x"));
        await Client.PublishAllAsync(article, request);
        await AssertStoredAsync(article, request);
    }

    [Fact]
    public async Task Deleting_a_deletion_has_no_effect()
    {
        var target = Alice.Note();
        var request = Alice.Deletion(target);
        await Client.PublishAllAsync(target, request, Alice.Deletion(request));
        await AssertStoredAsync(request);
        Assert.StartsWith("blocked: ", await RefusalAsync(target), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deleting_the_current_version_does_not_bring_back_an_older_one()
    {
        var (old, current) = (Alice.Event(0, "old"), Alice.Event(0, "current"));
        await Client.PublishAllAsync(old, current, Alice.Deletion(current));
        Assert.Empty((await Client.QueryAsync("{\"kinds\":[0]}")).Events);
    }

    [Theory]
    [InlineData("e", "not an id")]
    [InlineData("a", "not an address")]
    [InlineData("a", "::")]
    [InlineData("a", "99999999999:x:y")]
    [InlineData("k", "1")]
    public async Task Request_that_names_nothing_is_stored_all_the_same(string tag, string value)
    {
        var note = Alice.Note();
        var request = Alice.Event(5, tags: Tag(tag, value));
        await Client.PublishAllAsync(note, request);
        await AssertStoredAsync(note, request);
    }

    [Fact]
    public async Task Recipient_may_delete_a_gift_wrap()
    {
        var wrap = new Author().Event(1059, tags: Tag("p", Bob.Hex));
        await Client.PublishAllAsync(wrap, Bob.Deletion(wrap));
        Assert.StartsWith("blocked: ", await RefusalAsync(wrap), StringComparison.Ordinal);
    }
}
