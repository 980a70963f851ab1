using Relay.Nostr;
using Relay.Testing;
using static Relay.Core.Tests.OptionsSetup;

namespace Relay.Core.Tests;

public sealed class RateLimitsPolicyTests
{
    // So slow that no bucket gains a token while a test runs.
    const int Hour = 3600;

    readonly Author _alice = new();
    readonly Author _bob = new();

    [Fact]
    public void So_many_messages_at_once_and_no_more()
    {
        using var policy = Policy(Rule(RateLimitSubject.Events, RateLimitOwner.Address, 2));

        Assert.Equal(
            ["", "", "rate-limited: too many events from this address, slow down"], Say(policy, ClientMessageType.Event, "198.51.100.1", 3));
        Assert.Equal([""], Say(policy, ClientMessageType.Req, "198.51.100.1", 1));
        Assert.Equal([""], Say(policy, ClientMessageType.Event, "198.51.100.2", 1));
    }

    [Theory]
    [InlineData(RateLimitSubject.Events, ClientMessageType.Unknown, true)]
    [InlineData(RateLimitSubject.Events, ClientMessageType.NegOpen, false)]
    [InlineData(RateLimitSubject.Queries, ClientMessageType.NegOpen, true)]
    [InlineData(RateLimitSubject.Queries, ClientMessageType.NegMsg, true)]
    public void Messages_that_are_not_understood_are_counted_too(RateLimitSubject of, ClientMessageType type, bool isCounted)
    {
        using var policy = Policy(Rule(of, RateLimitOwner.Address, 1));

        Assert.Equal([false, isCounted], Say(policy, type, "198.51.100.1", 2).Select(static answer => answer != ""));
    }

    [Fact]
    public void Burst_is_what_a_full_bucket_holds()
    {
        using var policy = Policy(new RateLimitRule
        {
            Of = RateLimitSubject.Queries,
            By = RateLimitOwner.Address,
            Count = 1,
            Seconds = Hour,
            Burst = 4,
        });

        Assert.Equal(4, Say(policy, ClientMessageType.Req, "198.51.100.1", 9).Count(static answer => answer == ""));
    }

    [Fact]
    public void A_bucket_fills_again()
    {
        using var policy = Policy(new RateLimitRule
        {
            Of = RateLimitSubject.Counts,
            By = RateLimitOwner.Address,
            Count = 1000,
            Seconds = 1,
            Burst = 1,
        });
        var client = Judge.From("198.51.100.1");
        Assert.Equal([""], Say(policy, ClientMessageType.Count, "198.51.100.1", 1));

        Assert.True(SpinWait.SpinUntil(
            () => !policy.RejectMessage(client, ClientMessageType.Count).IsRefused, Deadline.Default));
    }

    [Theory]
    [InlineData("198.51.100.1", "::ffff:198.51.100.1", true)]
    [InlineData("2001:db8::1", "2001:db8::ffff:1", true)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:2::1", false)]
    [InlineData("198.51.100.1", "198.51.100.2", false)]
    [InlineData("127.0.0.1", "127.0.0.1", false)]
    [InlineData("::1", "::1", false)]
    [InlineData("::ffff:127.0.0.1", "127.0.0.1", false)]
    public void Addresses_of_one_network_share_a_bucket_and_loopback_is_exempt(string first, string second, bool shares)
    {
        using var policy = Policy(Rule(RateLimitSubject.Events, RateLimitOwner.Address, 1));

        Assert.Equal([""], Say(policy, ClientMessageType.Event, first, 1));
        Assert.Equal(shares, Say(policy, ClientMessageType.Event, second, 1)[0] != "");
    }

    [Fact]
    public async Task Authors_are_counted_by_themselves_but_for_requests_to_vanish()
    {
        using var policy = Policy(Rule(RateLimitSubject.Events, RateLimitOwner.Key, 1));

        Assert.Equal(["", ""], Say(policy, ClientMessageType.Event, "198.51.100.1", 2));
        Assert.Equal("", await Judge.EventAsync(policy, _alice.Note()));
        Assert.Equal("rate-limited: too many events from this author, slow down", await Judge.EventAsync(policy, _alice.Note()));
        Assert.Equal("", await Judge.EventAsync(policy, _alice.Event(62)));
        Assert.Equal("", await Judge.EventAsync(policy, _bob.Note()));
    }

    [Fact]
    public async Task A_limit_for_some_kinds_counts_those()
    {
        using var policy = Policy(Rule(RateLimitSubject.Events, RateLimitOwner.Address, 1, "7"));

        Assert.Equal("", await Judge.EventAsync(policy, _alice.Event(7)));
        Assert.Equal("", await Judge.EventAsync(policy, _alice.Event(1)));
        Assert.Equal("rate-limited: too many events from this address, slow down", await Judge.EventAsync(policy, _bob.Event(7)));
    }

    [Fact]
    public async Task A_limit_for_some_kinds_counts_filters_that_may_find_them()
    {
        using var policy = Policy(Rule(RateLimitSubject.Queries, RateLimitOwner.Address, 2, "7"));
        async Task<bool> IsRefused(Filter filter) =>
            (await policy.RejectFilterAsync(Judge.Client, filter, CancellationToken.None)).IsRefused;

        Assert.False(await IsRefused(new Filter { Kinds = [1, 7] }));
        Assert.False(await IsRefused(new Filter()));
        Assert.False(await IsRefused(new Filter { Kinds = [1] }));
        Assert.True(await IsRefused(new Filter { Kinds = [7] }));
        Assert.False((await policy.RejectCountFilterAsync(Judge.Client, new Filter(), CancellationToken.None)).IsRefused);
    }

    [Fact]
    public void The_key_that_was_proved_first_is_counted_wherever_it_comes_from()
    {
        using var policy = Policy(Rule(RateLimitSubject.Queries, RateLimitOwner.AuthenticatedKey, 1));
        var (one, other) = (Judge.From("198.51.100.1"), Judge.From("198.51.100.2"));
        Assert.False(policy.RejectMessage(one, ClientMessageType.Req).IsRefused);
        one.AddKey(_alice.PublicKey);
        other.AddKey(_alice.PublicKey);

        Assert.False(policy.RejectMessage(one, ClientMessageType.Req).IsRefused);
        Assert.Equal(
            "rate-limited: too many queries from this key, slow down", policy.RejectMessage(other, ClientMessageType.Req).Message);
    }

    [Fact]
    public async Task Connections_are_counted()
    {
        using var policy = Policy(Rule(RateLimitSubject.Connections, RateLimitOwner.Address, 1));

        Assert.False((await policy.RejectConnectionAsync(Judge.Client, CancellationToken.None)).IsRefused);
        Assert.Equal(
            "rate-limited: too many connections from this address, slow down",
            (await policy.RejectConnectionAsync(Judge.Client, CancellationToken.None)).Message);
    }

    [Theory]
    [InlineData("", "Of needs a value", "Of", "")]
    [InlineData("Queries", "By is Key, but only events have an author", "By", "Key")]
    [InlineData("Connections", "By is AuthenticatedKey, but a key is proved only after connecting", "By", "AuthenticatedKey")]
    [InlineData("Connections", "Kinds has no meaning for connections", "Kinds", "1")]
    [InlineData("Events", "Kinds names no kind that is ever limited", "Kinds", "62")]
    [InlineData("Events", "Count needs a value", "Count", "")]
    [InlineData("Events", "Count is 0, but must be from 1 to 1000000000", "Count", "0")]
    public void Rules_that_cannot_apply_are_a_mistake(string of, string problem, string key, string value)
    {
        const string Rule = "Relay:Policies:RateLimits:Rules:0:";
        var settings = new Dictionary<string, string?>
        {
            ["Relay:PublicUrl"] = "wss://relay.example.com",
            [Rule + "Of"] = of,
            [Rule + "By"] = "Address",
            [Rule + "Count"] = "5",
        };
        settings[Rule + key] = value;

        Assert.Equal(Rule + problem, Assert.Single(ProblemsOf([.. settings.Select(static s => (s.Key, s.Value))])));
    }

    [Fact]
    public void Rules_for_the_same_and_proofs_that_nobody_can_give_are_a_mistake()
    {
        const string Rules = "Relay:Policies:RateLimits:Rules:";

        Assert.Equal(
            [$"{Rules}1 limits the same over the same time as Rules:0"],
            ProblemsOf(
                ($"{Rules}0:Of", "Events"), ($"{Rules}0:By", "Address"), ($"{Rules}0:Count", "5"),
                ($"{Rules}1:Of", "Events"), ($"{Rules}1:By", "Address"), ($"{Rules}1:Count", "6")));
        Assert.Equal(
            ["Relay:PublicUrl is needed where Policies:RateLimits counts by authenticated key: its proof names it"],
            ProblemsOf(($"{Rules}0:Of", "Events"), ($"{Rules}0:By", "AuthenticatedKey"), ($"{Rules}0:Count", "5")));
    }

    static RateLimitRule Rule(RateLimitSubject of, RateLimitOwner by, int count, string? kinds = null) =>
        new() { Of = of, By = by, Count = count, Seconds = Hour, Kinds = kinds is null ? null : KindSet.Parse(kinds) };

    static RateLimitsPolicy Policy(params RateLimitRule[] rules) => new(new RateLimitsOptions { Rules = rules });

    static List<string> Say(RateLimitsPolicy policy, ClientMessageType type, string address, int times)
    {
        var client = Judge.From(address);
        return [.. Enumerable.Range(0, times).Select(_ => policy.RejectMessage(client, type).Message)];
    }
}
