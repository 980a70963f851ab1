using Microsoft.Extensions.Logging.Abstractions;
using Relay.Testing;
using static Relay.Core.Tests.OptionsSetup;

namespace Relay.Core.Tests;

public sealed class WebOfTrustPolicyTests
{
    readonly Author _seed = new();

    [Fact]
    public async Task While_the_lists_cannot_be_read_nobody_gets_in_and_once_they_can_the_web_is_made()
    {
        await using var relay = new TestEngine();
        var attempts = 0;
        await using var policy = new WebOfTrustPolicy(
            new WebOfTrustOptions { Seeds = [_seed.Hex] },
            () => ++attempts > 1 ? relay.Engine : throw new IOException("no disk"),
            relay.Time, NullLogger<WebOfTrustPolicy>.Instance);

        Assert.Equal("error: the web of trust is not known yet", await Judge.EventAsync(policy, _seed.Note()));
        relay.Time.Advance(TimeSpan.FromSeconds(5));
        using var deadline = new CancellationTokenSource(Deadline.Default);
        while (await Judge.EventAsync(policy, _seed.Note()) is { Length: > 0 })
            deadline.Token.ThrowIfCancellationRequested();
        Assert.Equal(1, policy.TrustedKeys);
    }

    [Fact]
    public async Task Many_lists_are_read_some_at_a_time()
    {
        await using var relay = new TestEngine();
        var friends = Enumerable.Range(0, 1_001).Select(static _ => new Author()).ToArray();
        var known = new Author();
        await relay.Engine.PublishAsync(Follows(_seed, friends));
        foreach (var friend in friends)
            await relay.Engine.PublishAsync(Follows(friend, known));
        await using var policy = Policy(relay, new WebOfTrustOptions { Seeds = [_seed.Hex], MinFollowers = 1_001 });
        await using var stricter = Policy(relay, new WebOfTrustOptions { Seeds = [_seed.Hex], MinFollowers = 1_002 });

        Assert.Equal("", await Judge.EventAsync(policy, known.Note()));
        Assert.Equal(1_003, policy.TrustedKeys);
        Assert.NotEqual("", await Judge.EventAsync(stricter, known.Note()));
    }

    [Fact]
    public void A_seed_named_twice_is_a_mistake() => Assert.Equal(
        "Relay:Policies:WebOfTrust:Seeds:1 names a key that stands in the list already",
        Assert.Single(ProblemsOf(("Relay:Policies:WebOfTrust:Seeds:0", _seed.Hex), ("Relay:Policies:WebOfTrust:Seeds:1", _seed.Hex))));

    static WebOfTrustPolicy Policy(TestEngine relay, WebOfTrustOptions options) =>
        new(options, () => relay.Engine, relay.Time, NullLogger<WebOfTrustPolicy>.Instance);

    static Relay.Nostr.NostrEvent Follows(Author author, params Author[] followed) =>
        author.Event(3, tags: [.. followed.Select(static key => new[] { "p", key.Hex })]);
}
