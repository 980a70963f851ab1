using Relay.Nostr;
using Relay.Testing;
using static Relay.Policies.Tests.OptionsSetup;

namespace Relay.Policies.Tests;

public sealed class RateLimitsPolicyTests
{
    // So slow that no bucket gains a token while a test runs.
    const int Hour = 3600;

    readonly FakeTime _time = new();
    readonly Author _alice = new();
    readonly Author _bob = new();

    [Fact]
    public void So_many_messages_at_once_and_no_more()
    {
        var policy = Policy(Rule(RateLimitSubject.Events, RateLimitOwner.Address, 2));

        Assert.Equal(
            ["", "", "rate-limited: too many events from this address, wait 1800 seconds"],
            Say(policy, ClientMessageType.Event, "198.51.100.1", 3));
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
        var policy = Policy(Rule(of, RateLimitOwner.Address, 1));

        Assert.Equal([false, isCounted], Say(policy, type, "198.51.100.1", 2).Select(static answer => answer != ""));
    }

    [Fact]
    public void Burst_is_what_a_full_bucket_holds()
    {
        var policy = Policy(new RateLimitRule
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
        var policy = Policy(new RateLimitRule
        {
            Of = RateLimitSubject.Counts,
            By = RateLimitOwner.Address,
            Count = 6,
            Seconds = 60,
            Burst = 1,
        });

        Assert.Equal(
            ["", "rate-limited: too many counts from this address, wait 10 seconds"],
            Say(policy, ClientMessageType.Count, "198.51.100.1", 2));
        _time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.NotEqual([""], Say(policy, ClientMessageType.Count, "198.51.100.1", 1));
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal("", Say(policy, ClientMessageType.Count, "198.51.100.1", 2)[0]);
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
        var policy = Policy(Rule(RateLimitSubject.Events, RateLimitOwner.Address, 1));

        Assert.Equal([""], Say(policy, ClientMessageType.Event, first, 1));
        Assert.Equal(shares, Say(policy, ClientMessageType.Event, second, 1)[0] != "");
    }

    [Fact]
    public async Task Authors_are_counted_by_themselves_but_for_requests_to_vanish()
    {
        var policy = Policy(Rule(RateLimitSubject.Events, RateLimitOwner.Key, 1));

        Assert.Equal(["", ""], Say(policy, ClientMessageType.Event, "198.51.100.1", 2));
        Assert.Equal("", await Judge.EventAsync(policy, _alice.Note()));
        Assert.Equal("rate-limited: too many events from this author, wait 3600 seconds", await Judge.EventAsync(policy, _alice.Note()));
        Assert.Equal("", await Judge.EventAsync(policy, _alice.Event(62)));
        Assert.Equal("", await Judge.EventAsync(policy, _bob.Note()));
    }

    [Fact]
    public async Task An_event_that_is_sent_again_takes_nothing_more_from_its_author()
    {
        // Anybody can repeatedly send an event that its author once published and the relay does not have, such as an old profile.
        var policy = Policy(Rule(RateLimitSubject.Events, RateLimitOwner.Key, 2));
        var old = _alice.Event(0);

        for (var i = 0; i < 5; i++)
            Assert.Equal("", await Judge.EventAsync(policy, old));
        Assert.Equal("", await Judge.EventAsync(policy, _alice.Note()));
        var refused = _alice.Note();
        Assert.NotEqual("", await Judge.EventAsync(policy, refused));
        Assert.NotEqual("", await Judge.EventAsync(policy, refused));
        Assert.Equal("", await Judge.EventAsync(policy, old));
    }

    [Fact]
    public async Task An_ephemeral_event_counts_each_time_it_is_sent()
    {
        var policy = Policy(Rule(RateLimitSubject.Events, RateLimitOwner.Key, 1));
        var e = _alice.Event(20_000);

        Assert.Equal("", await Judge.EventAsync(policy, e));
        Assert.NotEqual("", await Judge.EventAsync(policy, e));
    }

    [Fact]
    public async Task A_limit_for_some_kinds_counts_those()
    {
        var policy = Policy(Rule(RateLimitSubject.Events, RateLimitOwner.Address, 1, "7"));

        Assert.Equal("", await Judge.EventAsync(policy, _alice.Event(7)));
        Assert.Equal("", await Judge.EventAsync(policy, _alice.Event(1)));
        Assert.Equal("rate-limited: too many events from this address, wait 3600 seconds", await Judge.EventAsync(policy, _bob.Event(7)));
    }

    [Fact]
    public async Task A_limit_for_some_kinds_counts_filters_that_may_find_them()
    {
        var policy = Policy(Rule(RateLimitSubject.Queries, RateLimitOwner.Address, 2, "7"));
        async Task<bool> IsRefused(Filter filter) =>
            (await policy.RejectFilterAsync(Judge.Client, filter, CancellationToken.None)).IsRefused;

        Assert.False(await IsRefused(new Filter { Kinds = [1, 7] }));
        Assert.False(await IsRefused(new Filter()));
        Assert.False(await IsRefused(new Filter { Kinds = [1] }));
        Assert.True(await IsRefused(new Filter { Kinds = [7] }));
        Assert.False((await policy.RejectCountFilterAsync(Judge.Client, new Filter(), CancellationToken.None)).IsRefused);
    }

    [Fact]
    public void A_proved_key_is_counted_wherever_it_comes_from()
    {
        var policy = Policy(Rule(RateLimitSubject.Queries, RateLimitOwner.AuthenticatedKey, 1));
        var (one, other) = (Judge.From("198.51.100.1"), Judge.From("198.51.100.2"));
        Assert.False(policy.RejectMessage(one, ClientMessageType.Req).IsRefused);
        one.AddKey(_alice.PublicKey);
        other.AddKey(_alice.PublicKey);

        Assert.False(policy.RejectMessage(one, ClientMessageType.Req).IsRefused);
        Assert.Equal(
            "rate-limited: too many queries from a key of this connection, wait 3600 seconds",
            policy.RejectMessage(other, ClientMessageType.Req).Message);
    }

    [Fact]
    public void Whoever_proves_a_throwaway_key_first_is_counted_on_the_other_one_all_the_same()
    {
        var policy = Policy(Rule(RateLimitSubject.Queries, RateLimitOwner.AuthenticatedKey, 2));
        string Ask()
        {
            var client = Judge.From("198.51.100.1");
            client.AddKey(new Author().PublicKey);
            client.AddKey(_alice.PublicKey);
            return policy.RejectMessage(client, ClientMessageType.Req).Message;
        }

        Assert.Equal(
            ["", "", "rate-limited: too many queries from a key of this connection, wait 1800 seconds"],
            Enumerable.Range(0, 3).Select(_ => Ask()));
    }

    [Fact]
    public void What_is_refused_for_one_proved_key_takes_nothing_from_the_others()
    {
        var policy = Policy(Rule(RateLimitSubject.Queries, RateLimitOwner.AuthenticatedKey, 1));
        var (both, alone) = (Judge.From("198.51.100.1"), Judge.From("198.51.100.2"));
        both.AddKey(_alice.PublicKey);
        alone.AddKey(_bob.PublicKey);
        Assert.False(policy.RejectMessage(both, ClientMessageType.Req).IsRefused);
        both.AddKey(_bob.PublicKey);

        Assert.True(policy.RejectMessage(both, ClientMessageType.Req).IsRefused);
        Assert.False(policy.RejectMessage(alone, ClientMessageType.Req).IsRefused);
    }

    [Theory]
    [InlineData(RateLimitOwner.Address, null, true)]
    [InlineData(RateLimitOwner.Address, "62", true)]
    [InlineData(RateLimitOwner.Key, null, false)]
    [InlineData(RateLimitOwner.AuthenticatedKey, null, false)]
    [InlineData(RateLimitOwner.Recipient, "0-65535", false)]
    [InlineData(RateLimitOwner.Target, "0-65535", false)]
    public async Task Requests_to_vanish_are_counted_by_address_alone(RateLimitOwner by, string? kinds, bool isCounted)
    {
        var policy = Policy(Rule(RateLimitSubject.Events, by, 1, kinds));
        var client = Judge.From("198.51.100.1");
        client.AddKey(_alice.PublicKey);
        var refusals = new List<bool>();
        for (var i = 0; i < 2; i++)
        {
            var verdict = policy.RejectMessage(client, ClientMessageType.Event);
            var vanish = _alice.Event(62, tags: [["relay", "ALL_RELAYS"], ["p", _bob.Hex], ["e", _bob.Hex]]);
            refusals.Add(verdict.IsRefused || await Judge.EventAsync(policy, vanish, client) != "");
        }

        Assert.Equal([false, isCounted], refusals);
    }

    [Fact]
    public async Task Each_recipient_is_counted_once_and_if_one_has_had_enough_nobody_is()
    {
        var policy = Policy(Rule(RateLimitSubject.Events, RateLimitOwner.Recipient, 2, "1059"));
        var carol = new Author();
        Task<string> Wrap(params Author[] recipients) =>
            Judge.EventAsync(policy, new Author().Event(1059, tags: [.. recipients.Select(static to => new[] { "p", to.Hex })]));

        Assert.Equal("", await Wrap(_alice, _alice, _alice));
        Assert.Equal("", await Wrap(_alice, _bob));
        Assert.Equal("rate-limited: too many events for one of the recipients, wait 1800 seconds", await Wrap(carol, _alice, _bob));
        Assert.Equal("", await Wrap(_bob));
        Assert.NotEqual("", await Wrap(_bob));
        Assert.Equal("", await Wrap(carol));
        Assert.Equal("", await Wrap(carol));
        Assert.NotEqual("", await Wrap(carol));
        Assert.Equal("", await Judge.EventAsync(policy, new Author().Note(tags: ["p", _alice.Hex])));
        Assert.Equal("", await Judge.EventAsync(policy, new Author().Event(1059, tags: [["p", "nobody"], ["p"], ["P", _alice.Hex]])));
    }

    [Fact]
    public async Task Each_target_is_counted_once()
    {
        var policy = Policy(Rule(RateLimitSubject.Events, RateLimitOwner.Target, 1, "6-7,16"));
        var (note, other) = (_alice.Note(), _alice.Note());
        var article = $"30023:{_alice.Hex}:article";
        Task<string> React(params string[][] tags) => Judge.EventAsync(policy, new Author().Event(7, "+", tags: tags));
        const string Refusal = "rate-limited: too many events about one of the targets, wait 3600 seconds";

        Assert.Equal("", await React(["e", note.Id.ToString(), "wss://x"], ["e", note.Id.ToString()], ["p", _alice.Hex]));
        Assert.Equal(Refusal, await React(["e", note.Id.ToString()]));
        Assert.Equal("", await React(["e", other.Id.ToString()], ["p", _alice.Hex]));
        Assert.Equal("", await React(["a", article]));
        Assert.Equal(Refusal, await React(["e", new Author().Note().Id.ToString()], ["a", article]));
        Assert.Equal("", await Judge.EventAsync(policy, new Author().Note(tags: ["e", note.Id.ToString()])));
    }

    [Theory]
    [InlineData(RateLimitOwner.Recipient, "p", "recipients")]
    [InlineData(RateLimitOwner.Target, "e", "targets")]
    public async Task Nobody_hides_whom_he_floods_behind_others(RateLimitOwner by, string tag, string name)
    {
        var policy = Policy(Rule(RateLimitSubject.Events, by, 1, "1"));
        NostrEvent Naming(int count) => _bob.Note(tags: [.. Enumerable.Range(0, count + 1).Select(i => new[] { tag, $"{i % count:x64}" })]);

        Assert.Equal("", await Judge.EventAsync(policy, Naming(RateLimit.MaxNames)));
        Assert.Equal(
            $"blocked: events of these kinds may name {RateLimit.MaxNames} {name} at most",
            await Judge.EventAsync(policy, Naming(RateLimit.MaxNames + 1)));
    }

    [Fact]
    public async Task What_another_rule_refuses_takes_nothing_from_whom_it_names()
    {
        var policy = Policy(
            Rule(RateLimitSubject.Events, RateLimitOwner.Recipient, 2, "1"), Rule(RateLimitSubject.Events, RateLimitOwner.Key, 1));
        async Task<bool> IsRefused(Author author) => await Judge.EventAsync(policy, author.Note(tags: ["p", _bob.Hex])) != "";

        Assert.False(await IsRefused(_alice));
        Assert.True(await IsRefused(_alice));
        Assert.True(await IsRefused(_alice));
        Assert.False(await IsRefused(new()));
        Assert.True(await IsRefused(new()));
    }

    [Fact]
    public void No_more_buckets_are_kept_than_may_be_and_the_one_used_least_recently_comes_back_full()
    {
        var policy = new RateLimitsPolicy(
            new RateLimitsOptions { Rules = [Rule(RateLimitSubject.Events, RateLimitOwner.Address, 1)], MaxBuckets = 1_000 }, _time);
        Say(policy, ClientMessageType.Event, "198.51.100.1", 1);
        for (var i = 1; i < 1_000; i++)
            Say(policy, ClientMessageType.Event, $"10.0.{i / 250}.{i % 250}", 1);
        Assert.NotEqual([""], Say(policy, ClientMessageType.Event, "198.51.100.1", 1));

        for (var i = 0; i < 1_000; i++)
            Say(policy, ClientMessageType.Event, $"10.1.{i / 250}.{i % 250}", 1);

        Assert.Equal([""], Say(policy, ClientMessageType.Event, "198.51.100.1", 1));
    }

    [Fact]
    public async Task Connections_are_counted()
    {
        var policy = Policy(Rule(RateLimitSubject.Connections, RateLimitOwner.Address, 1));

        Assert.False((await policy.RejectConnectionAsync(Judge.Client, CancellationToken.None)).IsRefused);
        Assert.Equal(
            "rate-limited: too many connections from this address, wait 3600 seconds",
            (await policy.RejectConnectionAsync(Judge.Client, CancellationToken.None)).Message);
    }

    [Theory]
    [InlineData("", "Of needs a value", "Of", "")]
    [InlineData("Queries", "By is Key, but only events have an author", "By", "Key")]
    [InlineData("Connections", "By is AuthenticatedKey, but a key is proved only after connecting", "By", "AuthenticatedKey")]
    [InlineData("Connections", "Kinds has no meaning for connections", "Kinds", "1")]
    [InlineData("Queries", "By is Recipient, but only events have tags", "By", "Recipient")]
    [InlineData("Connections", "By is Target, but only events have tags", "By", "Target")]
    [InlineData("Events", "Kinds needs a value where By is Recipient: lists of other kinds name thousands", "By", "Recipient")]
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
    public void Requests_to_vanish_alone_are_limited_by_address_only()
    {
        const string Rule = "Relay:Policies:RateLimits:Rules:0:";

        Assert.Equal(
            [$"{Rule}Kinds names no kind that is ever limited"],
            ProblemsOf((Rule + "Of", "Events"), (Rule + "By", "Key"), (Rule + "Count", "5"), (Rule + "Kinds", "62")));
        Assert.Equal(
            ["Relay:Policies:RateLimits:MaxBuckets is 999, but must be from 1000 to 10000000"],
            ProblemsOf(("Relay:Policies:RateLimits:MaxBuckets", "999")));
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

    RateLimitsPolicy Policy(params RateLimitRule[] rules) => new(new RateLimitsOptions { Rules = rules }, _time);

    static List<string> Say(RateLimitsPolicy policy, ClientMessageType type, string address, int times)
    {
        var client = Judge.From(address);
        return [.. Enumerable.Range(0, times).Select(_ => policy.RejectMessage(client, type).Message)];
    }
}
