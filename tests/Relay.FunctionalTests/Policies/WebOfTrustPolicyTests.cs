using Microsoft.Extensions.DependencyInjection;
using Relay.Core;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.FunctionalTests;

public sealed class WebOfTrustPolicyTests
{
    const string Refusal = "blocked: this relay's web of trust does not reach the author";

    readonly Author _seed = new();
    readonly Author[] _friends = [new(), new(), new()];
    readonly Author _known = new();
    readonly Author _stranger = new();

    [Fact]
    public async Task Seeds_and_those_whom_they_follow_may_publish_and_others_only_what_is_exempt()
    {
        await using var relay = await StartAsync(("Depth", "1"));
        await using var client = await relay.ConnectAsync();
        await client.PublishAllAsync(Follows(_seed, _friends), Follows(_friends[0], _known), _stranger.Event(0), _stranger.Event(10002));

        await client.PublishAllAsync([_seed.Note(), .. _friends.Select(static friend => friend.Note())]);
        foreach (var author in new[] { _known, _stranger })
            Assert.Equal((false, Refusal), Outcome(await client.PublishAsync(author.Note())));
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public async Task Further_steps_need_followers_enough(int minFollowers, bool accepted)
    {
        await using var relay = await StartAsync(("MinFollowers", $"{minFollowers}"));
        await using var client = await relay.ConnectAsync();
        // Two friends follow the known key. A third names another key three times, which makes one follower.
        await client.PublishAllAsync(
            Follows(_seed, _friends), Follows(_friends[0], _known), Follows(_friends[1], _known),
            Follows(_friends[2], _stranger, _stranger, _stranger), Follows(_stranger, _known));

        Assert.Equal(accepted, (await client.PublishAsync(_known.Note())).Accepted);
        Assert.Equal((false, Refusal), Outcome(await client.PublishAsync(_stranger.Note())));
    }

    [Fact]
    public async Task Followers_of_all_nearer_steps_count()
    {
        await using var relay = await StartAsync(("MinFollowers", "2"), ("Depth", "3"));
        await using var client = await relay.ConnectAsync();
        var far = new Author();
        await client.PublishAllAsync(
            Follows(_seed, _friends), Follows(_friends[0], _known, far), Follows(_friends[1], _known), Follows(_known, far));
        await client.PublishAllAsync(far.Note());
        Assert.False((await client.PublishAsync(_stranger.Note())).Accepted);
    }

    [Fact]
    public async Task New_follow_lists_are_followed_and_deleted_ones_forgotten()
    {
        await using var relay = await StartAsync(("Depth", "1"));
        await using var client = await relay.ConnectAsync();
        await client.PublishAllAsync(_seed.Note());
        Assert.False((await client.PublishAsync(_known.Note())).Accepted);

        await client.PublishAllAsync(Follows(_seed, _known));
        await UntilAsync(relay, _known, accepted: true);
        await client.PublishAllAsync(Follows(_seed, _stranger));
        await UntilAsync(relay, _known, accepted: false);
        await UntilAsync(relay, _stranger, accepted: true);
        await client.PublishAllAsync(_seed.Event(5, tags: ["a", $"3:{_seed.Hex}:"]));
        await UntilAsync(relay, _stranger, accepted: false);
    }

    [Fact]
    public async Task Lists_that_came_by_import_are_found_when_all_are_read_again()
    {
        await using var relay = await StartAsync(("Depth", "1"), ("ReloadMinutes", "30"));
        await using var client = await relay.ConnectAsync();
        await client.PublishAllAsync(_seed.Note());
        await relay.Services.GetRequiredService<HookPipeline>().Stores[0].BackfillAsync([Follows(_seed, _known)], CancellationToken.None);
        ((FakeTime)relay.Time).Advance(TimeSpan.FromMinutes(29));
        Assert.False(await IsAcceptedAsync(relay, _known));
        await UntilAsync(relay, _known, accepted: true, TimeSpan.FromMinutes(1));
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    public async Task Events_that_name_a_trusted_key_are_accepted_where_the_settings_say_so(string allowTagging, bool accepted)
    {
        await using var relay = await StartAsync(("AllowTagging", allowTagging));
        await using var client = await relay.ConnectAsync();
        var wrap = _stranger.Event(1059, tags: [["p", _stranger.Hex], ["p", _seed.Hex]]);
        Assert.Equal(accepted, (await client.PublishAsync(wrap)).Accepted);
        Assert.False((await client.PublishAsync(_stranger.Event(1059, tags: [["P", _seed.Hex], ["p", _stranger.Hex]]))).Accepted);
        Assert.False((await client.PublishAsync(_stranger.Note(tags: ["p", _seed.Hex]))).Accepted);
    }

    [Fact]
    public async Task Outsiders_are_slower_where_the_settings_say_so()
    {
        await using var relay = await TestRelay.StartAsync(new()
        {
            Settings = new Dictionary<string, string?>
            {
                ["Network:TrustedProxies:0"] = "127.0.0.1",
                ["Policies:WebOfTrust:Seeds:0"] = _seed.Hex,
                ["Policies:WebOfTrust:Outsiders:Count"] = "1",
            },
            Time = new FakeTime(),
        });
        await using var client = await ConnectAsync("198.51.100.1");
        await using var other = await ConnectAsync("198.51.100.2");

        await client.PublishAllAsync(_stranger.Note());
        Assert.StartsWith("rate-limited: ", (await client.PublishAsync(_known.Note())).Message, StringComparison.Ordinal);
        Assert.StartsWith("rate-limited: ", (await other.PublishAsync(_stranger.Note())).Message, StringComparison.Ordinal);
        await other.PublishAllAsync(_known.Note());
        await client.PublishAllAsync(_seed.Note(), _seed.Note());

        Task<RelayClient> ConnectAsync(string address) =>
            RelayClient.ConnectAsync(relay.Address, configure: options => options.SetRequestHeader("X-Forwarded-For", address));
    }

    [Theory]
    [InlineData("And")]
    [InlineData("Or")]
    public async Task Lists_of_authors_and_the_web_must_both_accept_or_one_of_them(string combine)
    {
        var (listed, denied) = (new Author(), new Author());
        await using var relay = await PolicyRelay.StartAsync(
            ("Authors:Allowed:0", listed.Hex), ("Authors:Allowed:1", _friends[0].Hex), ("Authors:Denied:0", denied.Hex),
            ("WebOfTrust:Seeds:0", _seed.Hex), ("WebOfTrust:Combine", combine));
        await using var client = await relay.ConnectAsync();
        await client.PublishAllAsync(Follows(_seed, _friends[0], _friends[1], denied), _friends[0].Note());

        foreach (var author in new[] { listed, _friends[1] })
            Assert.Equal(combine == "Or", (await client.PublishAsync(author.Note())).Accepted);
        Assert.False((await client.PublishAsync(_stranger.Note())).Accepted);
        Assert.Equal("blocked: the author may not publish here", (await client.PublishAsync(denied.Note())).Message);
        // The web of trust is followed in both cases.
        await client.PublishAllAsync(Follows(_seed, _friends[0], _stranger));
        if (combine == "Or")
            await UntilAsync(relay, _stranger, accepted: true);
    }

    /// <summary>Lets time pass and publishes until the web of trust has been rebuilt.</summary>
    static async Task UntilAsync(TestRelay relay, Author author, bool accepted, TimeSpan? step = null)
    {
        using var deadline = new CancellationTokenSource(Deadline.Default);
        do
        {
            deadline.Token.ThrowIfCancellationRequested();
            ((FakeTime)relay.Time).Advance(step ?? TimeSpan.FromSeconds(5));
        }
        while (await IsAcceptedAsync(relay, author) != accepted);
    }

    /// <summary>On a new connection, because a connection that is silent while the clock moves on is closed.</summary>
    static async Task<bool> IsAcceptedAsync(TestRelay relay, Author author)
    {
        await using var client = await relay.ConnectAsync();
        return (await client.PublishAsync(author.Note())).Accepted;
    }

    Task<TestRelay> StartAsync(params (string Key, string? Value)[] settings) => PolicyRelay.StartAsync(
        [("WebOfTrust:Seeds:0", Nip19.EncodePublicKey(_seed.PublicKey.Span)), .. settings.Select(
            static pair => ("WebOfTrust:" + pair.Key, pair.Value))]);

    static NostrEvent Follows(Author author, params Author[] followed) =>
        author.Event(3, tags: [.. followed.Select(static key => new[] { "p", key.Hex })]);

    static (bool, string) Outcome(OkReply ok) => (ok.Accepted, ok.Message);
}
