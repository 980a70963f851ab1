using Relay.Nostr;
using Relay.Testing;

namespace Relay.Core.Tests;

/// <summary>Cheap checks come before expensive ones.</summary>
public sealed class LimitOrderTests
{
    const string Here = "wss://relay.example.com";

    readonly Author _alice = new();

    static string[] Relay(string name) => ["relay", name];

    NostrEvent Vanish(params IEnumerable<string[]> tags) => _alice.Event(Kind.Vanish, tags: [.. tags]);

    [Fact]
    public async Task A_request_to_vanish_is_counted_like_any_message()
    {
        await using var relay = new TestEngine(relay => relay.UseInMemoryStore().RejectMessage((_, _) => Verdict.RateLimited("slow down")));
        var client = await relay.ConnectAsync();
        var e = Vanish(Relay("ALL_RELAYS"));

        Assert.Equal(RecordingOutbox.Ok(e, false, "rate-limited: slow down"), await client.PublishAsync(e));
    }

    [Fact]
    public async Task Who_must_authenticate_to_write_has_no_signature_looked_at_before()
    {
        await using var relay = new TestEngine(
            relay => relay.UseInMemoryStore(),
            new RelayOptions
            {
                PublicUrl = Here,
                Authentication = new AuthenticationOptions { RequiredTo = AuthenticationRequirement.Write },
            });
        var client = await relay.ConnectAsync();
        var forged = _alice.Note().Record.ToArray();
        forged[64] ^= 1;
        var e = new NostrEvent(new EventView(forged));

        Assert.Equal(RecordingOutbox.Ok(e, false, "auth-required: authenticate to publish here"), await client.PublishAsync(e));
    }

    [Fact]
    public async Task Filters_are_not_read_for_whom_no_subscription_is_left()
    {
        await using var relay = new TestEngine(
            relay => relay.UseInMemoryStore(), new RelayOptions { Limits = new LimitsOptions { MaxSubscriptions = 1 } });
        var client = await relay.ConnectAsync();
        await client.QueryAsync("a", "{}");

        Assert.Equal(["""["CLOSED","b","blocked: too many open subscriptions (Relay:Limits:MaxSubscriptions is 1)"]"""],
            await client.QueryAsync("b", """{"no such key":1}"""));
    }

    [Fact]
    public async Task A_deletion_of_a_thousand_addresses_is_three_filters_and_finds_what_it_names()
    {
        const int Addresses = 1_000;
        var filters = new List<int>();
        var asked = 0;
        var article = _alice.Event(30_023, at: 1_000, tags: [["d", "23"]]);
        var other = _alice.Event(30_023, at: 1_000, tags: [["d", "7"]]);
        var profile = _alice.Event(0, at: 1_000);
        await using var relay = new TestEngine(relay => relay
            .UseInMemoryStore()
            .QueryEvents((_, asked, _, _) =>
            {
                filters.Add(asked.Count);
                return default;
            })
            .OverwriteDeletionOutcome((target, _) =>
            {
                Assert.NotEqual(other.Id, target.Id);
                asked++;
                return target.Kind == 0 ? DeletionOutcome.Spare : DeletionOutcome.Default;
            }));
        var client = await relay.ConnectAsync();
        foreach (var e in new[] { article, other, profile })
            await client.PublishAsync(e);
        var deletion = _alice.Event(
            Kind.Deletion, at: 2_000,
            tags: [
                ["e", other.Id.ToString()[..63] + "x"],
                ["a", $"0:{_alice.Hex}:"],
                .. Enumerable.Range(0, Addresses).Select(i => new[] { "a", $"{30_000 + i}:{_alice.Hex}:{i % 500}" }),
            ]);

        Assert.Equal(RecordingOutbox.Ok(deletion), await client.PublishAsync(deletion));
        Assert.InRange(Assert.Single(filters), 1, 3);
        Assert.Equal(2, asked);
        Assert.Equal(2, (await client.QueryAsync("q", """{"kinds":[0,30023]}""")).Count - 1);
    }
}
