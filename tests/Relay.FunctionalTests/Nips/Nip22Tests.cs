using Relay.Nostr;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>NIP-22: comments are found by the tags of their root, in upper case, and of their parent, in lower case.</summary>
public abstract class Nip22Tests(TestStore store) : RelayTests(store)
{
    const int Comment = 1111;

    [Theory]
    [InlineData("A", "30023:f7234bd4c1394dda46d09f35bd384dd30cc552ad5541990f98844fb06676e9ca:article")]
    [InlineData("E", "5c83da77af1dec6d7289834998ad7aafbd9e2191396d75ec3cc27f5a77226f36")]
    [InlineData("I", "https://example.com/podcast")]
    [InlineData("K", "30023")]
    [InlineData("P", "f7234bd4c1394dda46d09f35bd384dd30cc552ad5541990f98844fb06676e9ca")]
    public async Task Root_and_parent_are_told_apart_stored_live_and_counted(string root, string value)
    {
        var parent = root.ToLowerInvariant();
        NostrEvent[] comments =
        [
            Alice.Event(Comment, "on the root", tags: Tag(root, value)),
            Bob.Event(Comment, "on the parent", tags: Tag(parent, value)),
            Alice.Event(Comment, "on both", tags: [[root, value], [parent, value]]),
            Bob.Event(Comment, "elsewhere", tags: [["x", value], [root, "other"]]),
        ];
        await Client.ReqAsync("root", Filter(root, value));
        await Client.ReqAsync("parent", Filter(parent, value));
        await Client.PublishAllAsync(comments);

        await AssertNextAsync("root", comments[0]);
        await AssertNextAsync("parent", comments[1]);
        var both = new[] { await Client.NextAsync<EventReply>(), await Client.NextAsync<EventReply>() };
        Assert.Equal(["parent", "root"], both.Select(static reply => reply.Subscription).Order());
        Assert.All(both, reply => Assert.Equal(comments[2].Id, reply.Event.Id));
        Assert.Empty(await Client.DrainAsync());
        Assert.Equal(["on both", "on the root"], (await Client.QueryAsync(Filter(root, value))).Contents);
        Assert.Equal(["on both", "on the parent"], (await Client.QueryAsync(Filter(parent, value))).Contents);
        Assert.Equal(2, await Client.CountAsync(Filter(root, value)));
        Assert.Equal(2, await Client.CountAsync(Filter(parent, value)));
    }

    [Fact]
    public async Task Values_in_upper_case_tags_may_be_any_text()
    {
        // Only e and p must be keys by the protocol. It says nothing about E and P.
        await Client.PublishAllAsync(Alice.Event(Comment, "odd", tags: [["E", "not an id"], ["P", ""]]));
        Assert.Equal(["odd"], (await Client.QueryAsync(Filter("E", "not an id"))).Contents);
        Assert.Equal(["odd"], (await Client.QueryAsync(Filter("P", ""))).Contents);
    }

    static string Filter(string letter, string value) => $"{{\"kinds\":[{Comment}],\"#{letter}\":[\"{value}\"]}}";
}
