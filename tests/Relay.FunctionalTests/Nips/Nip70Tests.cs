using System.Text.Json;
using Relay.Core;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>NIP-70: protected events, and reposts that carry them.</summary>
public abstract class Nip70Tests(TestStore store) : RelayTests(store)
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

    [Fact]
    public async Task Author_who_proves_the_key_may_publish_protected_events()
    {
        NostrEvent[] events = [Alice.Note(tags: ["-"]), Alice.Note(tags: ["-", "more"]), Alice.Event(30023, tags: [["d", "x"], ["-"]])];
        await Client.AuthenticateAsync(Bob, Own);
        await Client.AuthenticateAsync(Alice, Own);
        await Client.PublishAllAsync(events);
        await AssertStoredAsync(events);
    }

    [Fact]
    public async Task Nobody_else_may()
    {
        var e = Alice.Note(tags: [["t", "x"], ["-", "more"]]);
        Assert.Equal("auth-required: a protected event must be published by its author", await RefusalAsync(e));
        await Client.AuthenticateAsync(Bob, Own);
        Assert.Equal("restricted: a protected event must be published by its author", await RefusalAsync(e));
        await AssertNotStoredAsync(e);
    }

    [Fact]
    public async Task Stored_protected_event_is_a_duplicate_whoever_brings_it()
    {
        var e = Alice.Note(tags: ["-"]);
        await Client.AuthenticateAsync(Alice, Own);
        await Client.PublishAllAsync(e);
        await using var other = await Relay.ConnectAsync();
        var ok = await other.PublishAsync(e);
        Assert.True(ok.Accepted);
        Assert.StartsWith("duplicate: ", ok.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(16)]
    public async Task Repost_of_a_protected_event_is_refused(int kind)
    {
        var repost = Bob.Event(kind, Json(Alice.Note("mine \"[]\" ☃", tags: [["t", "x"], ["-"]])));
        Assert.Equal("blocked: reposts must not carry protected events", await RefusalAsync(repost));
        // A client that may publish the event itself may not publish a repost of it either.
        await Client.AuthenticateAsync(Alice, Own);
        Assert.StartsWith("blocked: ", await RefusalAsync(Alice.Event(kind, Json(Alice.Note(tags: ["-"])))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Repost_that_only_mentions_protection_is_accepted() => await Client.PublishAllAsync(
        Bob.Event(6, Json(Alice.Note("""a tag ["-"] protects"""))),
        Bob.Event(6, Json(Alice.Note(tags: ["t", "-"]))),
        Bob.Event(6, """{"tags":"-","content":["-"],"x":{"tags":[["-"]]}}"""),
        Bob.Event(6, """{"tags":["-",["x",["-"]],{"-":["-"]},[],[1,"-"]]}"""),
        Bob.Event(6, """{"tags":[["-"]"""),
        Bob.Event(6, """[["-"]]"""),
        Bob.Event(6, "\"-\""),
        Bob.Event(6, "not JSON"),
        Bob.Event(6, ""),
        Bob.Event(7, Json(Alice.Note(tags: ["-"]))));

    [Fact]
    public async Task Content_of_reposts_is_read_without_failing_whatever_it_is()
    {
        const int Seed = 70;
        var random = new Random(Seed);
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {Seed}");
        var json = Json(Alice.Note(tags: [["-"], ["t", "x"]]));
        for (var i = 0; i < 300; i++)
        {
            var mutated = json.ToCharArray();
            for (var j = random.Next(1, 6); j > 0; j--)
                mutated[random.Next(mutated.Length)] = "[]{}\",:-\\ \u0001☃"[random.Next(12)];
            var ok = await Client.PublishAsync(Bob.Event(6, new string(mutated)));
            Assert.True(ok.Accepted || ok.Message.StartsWith("blocked: ", StringComparison.Ordinal), ok.Text);
        }
    }

    [Fact]
    public async Task Deep_content_is_no_event()
    {
        var deep = new string('[', 5_000) + new string(']', 5_000);
        await Client.PublishAllAsync(Bob.Event(6, $"{{\"tags\":{deep}}}"), Bob.Event(6, JsonSerializer.Serialize(deep)));
    }

    [Fact]
    public async Task Where_nobody_can_prove_a_key_protected_events_are_blocked()
    {
        await using var relay = await TestRelay.StartAsync(new() { Store = Store });
        await using var client = await relay.ConnectAsync();
        Assert.Equal("blocked: protected events are not accepted", (await client.PublishAsync(Alice.Note(tags: ["-"]))).Message);
    }
}
