using Relay.Core;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>NIP-62: requests to vanish.</summary>
public abstract class Nip62Tests(TestStore store) : RelayTests(store)
{
    const string Own = "wss://relay.example.com";

    protected override TestRelayOptions Setup() => new()
    {
        Store = Store,
        Options = new RelayOptions
        {
            PublicUrl = Own,
            Authentication = new AuthenticationOptions { Challenge = AuthenticationChallenge.OnConnect },
        },
    };

    Task<OkReply> AuthenticateAsync() => Client.AuthenticateAsync(Alice, Own);

    [Theory]
    [InlineData("ALL_RELAYS")]
    [InlineData("wss://relay.example.com")]
    [InlineData("wss://relay.example.com/")]
    [InlineData("wss://RELAY.example.com:443")]
    public async Task Everything_of_the_key_up_to_the_request_is_gone(string relay)
    {
        var old = new[] { Alice.Note(), Alice.Event(0), Alice.Event(30023, tags: Tag("d", "x")), Alice.Deletion(Alice.Note()) };
        var others = new[] { Bob.Note(), Bob.Event(0) };
        await Client.PublishAllAsync([.. old, .. others]);
        var at = Alice.Note().CreatedAt;
        var sameSecond = Alice.Note("same second", at);
        var newer = Alice.Note("newer", at + 1);
        await Client.PublishAllAsync(sameSecond, newer);

        var request = Alice.Event(62, "goodbye", at, Tag("relay", relay));
        await Client.PublishAllAsync(request);

        await AssertNotStoredAsync([.. old, sameSecond]);
        await AssertStoredAsync([.. others, newer]);
        await AuthenticateAsync();
        await AssertStoredAsync([.. others, newer, request]);
    }

    [Fact]
    public async Task Events_of_before_the_request_are_refused_from_then_on()
    {
        var (before, request, after) = (Alice.Note(), Alice.Event(62, tags: Tag("relay", "ALL_RELAYS")), Alice.Note());
        await Client.PublishAllAsync(request);
        Assert.StartsWith("blocked: ", await RefusalAsync(before), StringComparison.Ordinal);
        Assert.StartsWith("blocked: ", await RefusalAsync(Alice.Note(at: request.CreatedAt)), StringComparison.Ordinal);
        await Client.PublishAllAsync(after);
        await AssertStoredAsync(after);
    }

    [Fact]
    public async Task Gift_wraps_to_the_key_are_refused_too()
    {
        var wrap = new Author().Event(1059, tags: Tag("p", Alice.Hex));
        var request = Alice.Event(62, tags: Tag("relay", "ALL_RELAYS"));
        var late = new Author().Event(1059, tags: Tag("p", Alice.Hex));
        await Client.PublishAllAsync(wrap, request);
        Assert.StartsWith("blocked: ", await RefusalAsync(wrap), StringComparison.Ordinal);
        await Client.PublishAllAsync(late);
    }

    [Fact]
    public async Task Request_cannot_be_deleted()
    {
        var (before, request) = (Alice.Note(), Alice.Event(62, tags: Tag("relay", "ALL_RELAYS")));
        await Client.PublishAllAsync(Alice.Note(at: before.CreatedAt - 1), request, Alice.Deletion(request));
        await AuthenticateAsync();
        await AssertStoredAsync(request);
        Assert.StartsWith("blocked: ", await RefusalAsync(before), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Newer_request_reaches_farther_and_an_older_one_changes_nothing()
    {
        var (older, between, newer) =
            (Alice.Event(62, tags: Tag("relay", "ALL_RELAYS")), Alice.Note(), Alice.Event(62, tags: Tag("relay", "ALL_RELAYS")));
        await Client.PublishAllAsync(between, newer);
        await AssertNotStoredAsync(between);
        await Client.PublishAsync(older);
        Assert.StartsWith("blocked: ", await RefusalAsync(between), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wss://other.example.com")]
    [InlineData("all_relays")]
    [InlineData("relay.example.com")]
    [InlineData("")]
    [InlineData(null)]
    public async Task Request_that_is_not_addressed_to_this_relay_is_refused_and_does_nothing(string? relay)
    {
        var note = Alice.Note();
        await Client.PublishAllAsync(note);
        string[][] tags = relay is null ? [] : [["relay", relay]];
        Assert.StartsWith("invalid: ", await RefusalAsync(Alice.Event(62, tags: tags)), StringComparison.Ordinal);
        await AssertStoredAsync(note);
    }

    [Fact]
    public async Task One_of_several_addresses_is_enough()
    {
        var note = Alice.Note();
        await Client.PublishAllAsync(note, Alice.Event(62, tags: [["relay", "wss://other.example.com"], ["relay", Own]]));
        await AssertNotStoredAsync(note);
    }

    [Fact]
    public async Task Its_author_learns_of_a_request_that_is_stored_and_nobody_else()
    {
        await using var other = await Relay.ConnectAsync();
        await other.ReqAsync("live", "{}");
        await AuthenticateAsync();
        await Client.PublishAllAsync(Alice.Note());
        await Client.ReqAsync("live", "{\"kinds\":[62]}");
        var (request, last) = (Alice.Event(62, tags: Tag("relay", "ALL_RELAYS")), Alice.Note("last"));
        await Client.PublishAllAsync(request);
        await AssertNextAsync("live", request);

        await Client.PublishAllAsync(last);
        await other.NextAsync<EventReply>();
        Assert.Equal(last.Id, (await other.NextAsync<EventReply>()).Event.Id);
    }

    [Fact]
    public async Task A_stranger_leaves_nothing_that_anybody_could_find()
    {
        await using var listener = await Relay.ConnectAsync();
        await listener.ReqAsync("live", "{}");
        var requests = Enumerable.Range(0, 40)
            .Select(_ => new Author().Event(62, tags: [["relay", "ALL_RELAYS"], ["p", Alice.Hex]])).ToArray();
        await Client.PublishAllAsync(requests);
        var large = Bob.Event(62, new string('x', 400_000), tags: Tag("relay", "ALL_RELAYS"));
        Assert.StartsWith("invalid: ", await RefusalAsync(large), StringComparison.Ordinal);

        await AssertNotStoredAsync(requests);
        Assert.Empty((await Client.QueryAsync($$"""{"#p":["{{Alice.Hex}}"]}""")).Events);
        var marker = Bob.Note();
        await Client.PublishAllAsync(marker);
        Assert.Equal(marker.Id, (await listener.NextAsync<EventReply>()).Event.Id);
    }

    [Fact]
    public async Task Anybody_who_asks_for_requests_must_prove_a_key() =>
        Assert.StartsWith("auth-required: ", (await Client.QueryAsync("{\"kinds\":[62]}")).Closed, StringComparison.Ordinal);
}
