using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core.Tests;
using Relay.Nostr;
using Relay.Testing;
using static Relay.Policies.Tests.OptionsSetup;

namespace Relay.Policies.Tests;

public sealed class WebOfTrustPolicyTests
{
    const string Refusal = "blocked: this relay's web of trust does not reach the author";

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
    public async Task Nothing_begins_after_the_end()
    {
        var asked = 0;
        var policy = new WebOfTrustPolicy(
            new WebOfTrustOptions { Seeds = [_seed.Hex] },
            () => throw new IOException($"asked {++asked} times"),
            new FakeTime(), NullLogger<WebOfTrustPolicy>.Instance);
        await policy.DisposeAsync();

        Assert.Equal("error: the web of trust is not known yet", await Judge.EventAsync(policy, _seed.Note()));
        Assert.Equal(0, asked);
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
    public async Task Lists_of_strangers_are_not_kept_in_mind()
    {
        await using var relay = new TestEngine();
        await using var policy = Policy(relay, new WebOfTrustOptions { Seeds = [_seed.Hex] });
        await Judge.EventAsync(policy, _seed.Note());

        for (var i = 0; i < 100; i++)
            await policy.OnEventSavedAsync(Judge.Client, Follows(new Author(), _seed), CancellationToken.None);
        Assert.Equal(0, policy.ChangedLists);
        await policy.OnEventSavedAsync(Judge.Client, Follows(_seed, new Author()), CancellationToken.None);
        Assert.Equal(1, policy.ChangedLists);
    }

    [Fact]
    public void A_seed_named_twice_is_a_mistake() => Assert.Equal(
        "Relay:Policies:WebOfTrust:Seeds:1 names a key that stands in the list already",
        Assert.Single(ProblemsOf(("Relay:Policies:WebOfTrust:Seeds:0", _seed.Hex), ("Relay:Policies:WebOfTrust:Seeds:1", _seed.Hex))));

    [Fact]
    public async Task Trusted_keys_may_publish_and_lend_no_trust()
    {
        await using var relay = new TestEngine();
        var (lister, listed, followed) = (new Author(), new Author(), new Author());
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, listed.Hex + "\n", TestContext.Current.CancellationToken);
        foreach (var author in new[] { lister, listed })
            await relay.Engine.PublishAsync(Follows(author, followed));
        await using var policy = Policy(
            relay, new WebOfTrustOptions
            {
                Seeds = [_seed.Hex],
                Trusted = [lister.Hex],
                TrustedFiles = [file],
                MinFollowers = 1,
                AllowTagging = true,
            });
        File.Delete(file);

        Assert.Equal("", await Judge.EventAsync(policy, lister.Note()));
        Assert.Equal("", await Judge.EventAsync(policy, listed.Note()));
        Assert.Equal(Refusal, await Judge.EventAsync(policy, followed.Note()));
        Assert.Equal("", await Judge.EventAsync(policy, followed.Event(1059, tags: ["p", listed.Hex])));
        Assert.Equal(Refusal, await Judge.EventAsync(policy, followed.Event(1, tags: ["p", listed.Hex])));
        Assert.Equal(1, policy.TrustedKeys);
    }

    [Fact]
    public async Task Outsiders_may_publish_for_work_that_they_aimed_at()
    {
        await using var relay = new TestEngine();
        await using var policy = Policy(relay, new WebOfTrustOptions { Seeds = [_seed.Hex], Outsiders = new() { MinDifficulty = 8 } });
        var stranger = new Author();

        Assert.Equal("", await Judge.EventAsync(policy, Mined(stranger, 8, "8")));
        Assert.Equal("pow: difficulty 7 is less than 8", await Judge.EventAsync(policy, Mined(stranger, 7, "8")));
        Assert.Equal("pow: the target 7 is less than 8", await Judge.EventAsync(policy, Mined(stranger, 8, "7")));
        Assert.Equal("", await Judge.EventAsync(policy, Mined(_seed, 0, "0")));
    }

    [Fact]
    public async Task Outsiders_may_publish_slowly_by_key_and_by_address()
    {
        await using var relay = new TestEngine();
        var options = new WebOfTrustOptions { Seeds = [_seed.Hex], Outsiders = new() { Count = 2, Seconds = 60 } };
        await using var policy = Policy(relay, options);
        var (stranger, other) = (new Author(), new Author());
        const string Slower = "rate-limited: few events are taken from outside this relay's web of trust; the next in 30 s";

        // The same key from two addresses, another key from one of them, and a third address that has done nothing.
        Assert.Equal("", await FromAsync(1, stranger));
        Assert.Equal("", await FromAsync(2, stranger));
        Assert.Equal(Slower, await FromAsync(1, stranger));
        Assert.Equal("", await FromAsync(1, other));
        Assert.Equal(Slower, await FromAsync(1, new Author()));
        Assert.Equal("", await FromAsync(3, other));
        Assert.Equal(Slower, await FromAsync(3, other));
        Assert.Equal("", await FromAsync(1, _seed));
        relay.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("", await FromAsync(1, new Author()));
        Assert.Equal(Slower, await FromAsync(1, new Author()));
        // Clients on this machine are exempt from rates.
        for (var i = 0; i < 5; i++)
            Assert.Equal("", await Judge.EventAsync(policy, stranger.Note(), Judge.From("127.0.0.1")));

        Task<string> FromAsync(int address, Author author) =>
            Judge.EventAsync(policy, author.Note(), Judge.From($"198.51.100.{address}"));
    }

    [Fact]
    public async Task What_others_bring_again_of_an_outsider_takes_from_their_share_only()
    {
        await using var relay = new TestEngine();
        var options = new WebOfTrustOptions { Seeds = [_seed.Hex], Outsiders = new() { Count = 2, Seconds = 60 } };
        await using var policy = Policy(relay, options);
        var stranger = new Author();
        var old = stranger.Note("old");

        for (var address = 1; address <= 5; address++)
            Assert.Equal("", await Judge.EventAsync(policy, old, Judge.From($"198.51.100.{address}")));
        Assert.Equal("", await Judge.EventAsync(policy, old, Judge.From("198.51.100.1")));
        Assert.StartsWith("rate-limited: ", await Judge.EventAsync(policy, old, Judge.From("198.51.100.1")), StringComparison.Ordinal);
        Assert.Equal("", await Judge.EventAsync(policy, stranger.Note("new"), Judge.From("198.51.100.6")));
    }

    [Fact]
    public async Task Work_that_is_missing_costs_an_outsider_nothing_of_its_rate()
    {
        await using var relay = new TestEngine();
        var options = new WebOfTrustOptions { Seeds = [_seed.Hex], Outsiders = new() { Count = 1, Seconds = 60, MinDifficulty = 4 } };
        await using var policy = Policy(relay, options);
        var stranger = new Author();

        for (var i = 0; i < 5; i++)
            Assert.StartsWith("pow: ", await Judge.EventAsync(policy, Mined(stranger, 0, "4")), StringComparison.Ordinal);
        Assert.Equal("", await Judge.EventAsync(policy, Mined(stranger, 4, "4")));
        Assert.StartsWith("rate-limited: ", await Judge.EventAsync(policy, Mined(stranger, 4, "4")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lists_or_the_web_let_in_and_the_denied_stay_out()
    {
        await using var relay = new TestEngine();
        var (listed, followed, denied) = (new Author(), new Author(), new Author());
        await relay.Engine.PublishAsync(Follows(_seed, followed, denied));
        var authors = new AuthorsPolicy(
            new AuthorsOptions { Allowed = [listed.Hex], Denied = [denied.Hex], ExemptKinds = KindSet.Of(7, 62) }, relay.Time, relay.Log);
        await using var policy = new AuthorsOrTrustPolicy(authors, Policy(relay, new WebOfTrustOptions { Seeds = [_seed.Hex] }));

        foreach (var author in new[] { _seed, listed, followed })
            Assert.Equal("", await Judge.EventAsync(policy, author.Note()));
        Assert.Equal(Refusal, await Judge.EventAsync(policy, new Author().Note()));
        foreach (var kind in new[] { 1, 3, 7 })
            Assert.Equal("blocked: the author may not publish here", await Judge.EventAsync(policy, denied.Event(kind)));
        // Exempt from one of the two policies.
        foreach (var kind in new[] { 3, 7, 62 })
            Assert.Equal("", await Judge.EventAsync(policy, new Author().Event(kind)));
        Assert.Equal("", await Judge.EventAsync(policy, denied.Event(62)));
    }

    [Theory]
    [InlineData("WebOfTrust:Combine", "Or", "says nothing without Seeds")]
    [InlineData("WebOfTrust:Outsiders:Count", "1", null)]
    [InlineData("WebOfTrust:Outsiders:Seconds", "1", "says nothing without Count")]
    [InlineData("WebOfTrust:TaggingKinds", "1", "says nothing without AllowTagging")]
    public void Settings_that_make_no_difference_are_a_mistake(string key, string value, string? problem)
    {
        var problems = ProblemsOf(("Relay:Policies:" + key, value));
        Assert.Equal(
            problem is null ? "Relay:Policies:WebOfTrust:Outsiders says nothing without Seeds" : $"Relay:Policies:{key} {problem}",
            Assert.Single(problems));
    }

    [Fact]
    public void Or_needs_lists_of_authors() => Assert.Equal(
        "Relay:Policies:WebOfTrust:Combine is Or, and Authors lets everybody publish: give it Allowed or AllowedFiles",
        Assert.Single(ProblemsOf(
            ("Relay:Policies:WebOfTrust:Seeds:0", _seed.Hex), ("Relay:Policies:WebOfTrust:Combine", "Or"),
            ("Relay:Policies:Authors:Denied:0", new Author().Hex))));

    /// <summary>A note whose id shows exactly this difficulty.</summary>
    static NostrEvent Mined(Author author, int difficulty, string target)
    {
        for (var nonce = 0; ; nonce++)
        {
            var note = author.Note(tags: ["nonce", $"{nonce}", target]);
            if (ProofOfWork.DifficultyOf(note.Id) == difficulty)
                return note;
        }
    }

    static WebOfTrustPolicy Policy(TestEngine relay, WebOfTrustOptions options) =>
        new(options, () => relay.Engine, relay.Time, NullLogger<WebOfTrustPolicy>.Instance);

    static NostrEvent Follows(Author author, params Author[] followed) =>
        author.Event(3, tags: [.. followed.Select(static key => new[] { "p", key.Hex })]);
}
