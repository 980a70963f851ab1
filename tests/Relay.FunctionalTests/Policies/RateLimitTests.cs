using System.Text;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

public sealed class RateLimitTests
{
    readonly Author _alice = new();
    readonly Author _bob = new();

    [Fact]
    public async Task Messages_of_an_address_beyond_the_rate_are_refused_requests_to_vanish_like_others()
    {
        await using var relay = await StartAsync(
            ("Of", "Events"), ("By", "Address"), ("Count", "2"), ("Of", "Queries"), ("By", "Address"), ("Count", "1"));
        await using var client = await ConnectAsync(relay, "198.51.100.1");
        await using var other = await ConnectAsync(relay, "198.51.100.2");

        await client.PublishAllAsync(_alice.Note(), _bob.Note());
        AssertWaits("rate-limited: too many events from this address", (await client.PublishAsync(_alice.Note())).Message);
        var request = _alice.Event(62, tags: ["relay", "ALL_RELAYS"]);
        AssertWaits("rate-limited: too many events from this address", (await client.PublishAsync(request)).Message);
        Assert.Null((await client.QueryAsync("{\"kinds\":[1]}")).Closed);
        AssertWaits("rate-limited: too many queries from this address", (await client.QueryAsync("{\"kinds\":[1]}")).Closed);
        await other.PublishAllAsync(_bob.Note(), request);
    }

    [Fact]
    public async Task Nobody_uses_up_the_share_of_another_author()
    {
        await using var relay = await StartAsync(("Of", "Events"), ("By", "Key"), ("Count", "1"));
        await using var client = await ConnectAsync(relay, "198.51.100.1");
        var (json, id) = Forged(_alice.Note());

        Assert.Equal("invalid: signature is invalid", (await client.PublishAsync(json, id)).Message);
        await client.PublishAllAsync(_alice.Note());
        AssertWaits("rate-limited: too many events from this author", (await client.PublishAsync(_alice.Note())).Message);
    }

    [Fact]
    public async Task Events_with_a_wrong_signature_count_on_the_address()
    {
        await using var relay = await StartAsync(("Of", "Events"), ("By", "Address"), ("Count", "1"));
        await using var client = await ConnectAsync(relay, "2001:db8::1");
        await using var neighbour = await ConnectAsync(relay, "2001:db8::2");
        var (json, id) = Forged(_alice.Note());

        await client.PublishAsync(json, id);

        AssertWaits("rate-limited: too many events from this address", (await neighbour.PublishAsync(_alice.Note())).Message);
    }

    [Fact]
    public async Task Connections_of_an_address_beyond_the_rate_are_refused()
    {
        await using var relay = await StartAsync(("Of", "Connections"), ("By", "Address"), ("Count", "2"));
        var statuses = new List<int>();
        foreach (var address in new[] { "198.51.100.1", "198.51.100.1", "198.51.100.1", "198.51.100.2" })
        {
            await using var socket = await relay.ConnectRawAsync(("X-Forwarded-For", address));
            statuses.Add(socket.StatusCode);
        }

        Assert.Equal([101, 101, 429, 101], statuses);
    }

    [Fact]
    public async Task Loopback_is_not_limited()
    {
        await using var relay = await StartAsync("10.0.0.1", ("Of", "Events"), ("By", "Address"), ("Count", "1"));
        await using var client = await relay.ConnectAsync();

        await client.PublishAllAsync(_alice.Note(), _alice.Note(), _alice.Note());
    }

    [Fact]
    public async Task A_proxy_on_the_loopback_that_names_nobody_is_limited()
    {
        await using var relay = await StartAsync(("Of", "Events"), ("By", "Address"), ("Count", "1"));
        await using var client = await relay.ConnectAsync();
        await using var other = await ConnectAsync(relay, "unknown");

        await client.PublishAllAsync(_alice.Note());

        AssertWaits("rate-limited: too many events from this address", (await other.PublishAsync(_alice.Note())).Message);
    }

    static void AssertWaits(string text, string? refusal) => Assert.Matches($"^{text}, wait [0-9]+ seconds$", refusal);

    /// <summary>The event with one digit of its signature changed, and its id.</summary>
    static (string Json, string Id) Forged(NostrEvent e)
    {
        var json = Encoding.UTF8.GetString(e.ToJson());
        return ($"{json[..^3]}{(json[^3] == '0' ? '1' : '0')}\"}}", e.Id.ToString());
    }

    [Fact]
    public async Task A_throwaway_key_that_is_proved_first_hides_no_other()
    {
        const string Own = "wss://relay.example.com";
        await using var relay = await TestRelay.StartAsync(new()
        {
            Settings = new()
            {
                ["PublicUrl"] = Own,
                ["Network:TrustedProxies:0"] = "127.0.0.1",
                ["Authentication:RequiredTo"] = "Write",
                ["Policies:RateLimits:Rules:0:Of"] = "Events",
                ["Policies:RateLimits:Rules:0:By"] = "AuthenticatedKey",
                ["Policies:RateLimits:Rules:0:Count"] = "2",
                ["Policies:RateLimits:Rules:0:Seconds"] = "3600",
            },
        });
        var answers = new List<bool>();
        for (var i = 0; i < 3; i++)
        {
            await using var client = await ConnectAsync(relay, $"198.51.100.{i}");
            Assert.True((await client.AuthenticateAsync(new Author(), Own)).Accepted);
            Assert.True((await client.AuthenticateAsync(_alice, Own)).Accepted);
            answers.Add((await client.PublishAsync(_alice.Note())).Accepted);
        }

        Assert.Equal([true, true, false], answers);
    }

    [Fact]
    public async Task Gift_wraps_for_one_inbox_are_limited_whoever_sends_them()
    {
        await using var relay = await StartAsync(("Of", "Events"), ("By", "Recipient"), ("Count", "2"), ("Kinds", "1059"));
        NostrEvent Wrap(Author to) => new Author().Event(1059, tags: ["p", to.Hex]);
        foreach (var address in new[] { "198.51.100.1", "198.51.100.2" })
        {
            await using var client = await ConnectAsync(relay, address);
            await client.PublishAllAsync(Wrap(_alice));
        }
        await using var third = await ConnectAsync(relay, "198.51.100.3");

        Assert.Matches(
            "^rate-limited: too many events for one of the recipients, wait [0-9]+ seconds$",
            (await third.PublishAsync(Wrap(_alice))).Message);
        await third.PublishAllAsync(Wrap(_bob));
    }

    [Fact]
    public async Task Reactions_to_one_note_are_limited_whoever_sends_them()
    {
        await using var relay = await StartAsync(("Of", "Events"), ("By", "Target"), ("Count", "3"), ("Kinds", "7"));
        await using var client = await ConnectAsync(relay, "198.51.100.1");
        var (note, other) = (_alice.Note(), _alice.Note());
        NostrEvent Reaction(NostrEvent to) => new Author().Event(7, "+", tags: ["e", to.Id.ToString()]);

        await client.PublishAllAsync(Reaction(note), Reaction(note), Reaction(note));

        Assert.StartsWith(
            "rate-limited: too many events about one of the targets, wait ", (await client.PublishAsync(Reaction(note))).Message,
            StringComparison.Ordinal);
        await client.PublishAllAsync(Reaction(other));
    }

    [Theory]
    [InlineData("IPv6PrefixLength", "48", "2001:db8:1:1::1", "2001:db8:1:ffff::1", "2001:db8:2::1")]
    [InlineData("IPv4PrefixLength", "24", "198.51.100.1", "::ffff:198.51.100.254", "198.51.101.1")]
    public async Task Which_networks_count_as_one_address_is_settable(string key, string value, string one, string same, string other)
    {
        await using var relay = await TestRelay.StartAsync(new()
        {
            Settings = new()
            {
                ["Network:TrustedProxies:0"] = "127.0.0.1",
                [$"Network:{key}"] = value,
                ["Policies:RateLimits:Rules:0:Of"] = "Events",
                ["Policies:RateLimits:Rules:0:By"] = "Address",
                ["Policies:RateLimits:Rules:0:Count"] = "1",
                ["Policies:RateLimits:Rules:0:Seconds"] = "3600",
            },
        });
        await using var first = await ConnectAsync(relay, one);
        await using var second = await ConnectAsync(relay, same);
        await using var third = await ConnectAsync(relay, other);

        await first.PublishAllAsync(_alice.Note());
        AssertWaits("rate-limited: too many events from this address", (await second.PublishAsync(_alice.Note())).Message);
        await third.PublishAllAsync(_alice.Note());
    }

    /// <summary>Each rule begins with its Of. None gains a token while a test runs.</summary>
    static Task<TestRelay> StartAsync(params (string Key, string Value)[] rules) => StartAsync("127.0.0.1", rules);

    static Task<TestRelay> StartAsync(string trustedProxy, params (string Key, string Value)[] rules)
    {
        var settings = new Dictionary<string, string?> { ["Network:TrustedProxies:0"] = trustedProxy };
        var rule = -1;
        foreach (var (key, value) in rules)
        {
            rule += key == "Of" ? 1 : 0;
            settings[$"Policies:RateLimits:Rules:{rule}:{key}"] = value;
            settings[$"Policies:RateLimits:Rules:{rule}:Seconds"] = "3600";
        }
        return TestRelay.StartAsync(new() { Settings = settings });
    }

    static Task<RelayClient> ConnectAsync(TestRelay relay, string address) =>
        RelayClient.ConnectAsync(relay.Address, configure: options => options.SetRequestHeader("X-Forwarded-For", address));
}
