using Relay.Core.Tests;
using Relay.Nostr;
using Relay.Testing;
using static Relay.Policies.Tests.OptionsSetup;

namespace Relay.Policies.Tests;

public sealed class NewKeysPolicyTests : IAsyncDisposable
{
    readonly TestEngine _relay = new();
    readonly Author _alice = new();

    public ValueTask DisposeAsync() => _relay.DisposeAsync();

    [Fact]
    public async Task So_many_new_keys_of_an_address_and_no_more_until_a_place_is_free()
    {
        var policy = Policy(new NewKeysOptions { MaxPerAddress = 2, WindowSeconds = 60 });

        Assert.Equal("", await SayAsync(policy, _alice));
        Assert.Equal("", await SayAsync(policy, new()));
        Assert.Equal("rate-limited: too many new keys publish from this address, come back in 30 seconds", await SayAsync(policy, new()));
        // A key that was let in stays in, whatever it publishes.
        Assert.Equal("", await SayAsync(policy, _alice));
        Assert.Equal("", await SayAsync(policy, new(), "198.51.100.2"));

        _relay.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("", await SayAsync(policy, new()));
        Assert.NotEqual("", await SayAsync(policy, new()));
    }

    [Fact]
    public async Task So_many_new_keys_in_all_and_no_more()
    {
        var policy = Policy(new NewKeysOptions { MaxPerAddress = 2, Max = 3, WindowSeconds = 60 });
        var answers = new List<string>();
        for (var i = 0; i < 4; i++)
            answers.Add(await PublishAsync(policy, new(), $"198.51.100.{i}"));

        Assert.Equal(["", "", "", "rate-limited: too many new keys publish here at the moment, come back in 20 seconds"], answers);
    }

    [Fact]
    public async Task Who_is_refused_because_of_others_keeps_the_places_of_his_address()
    {
        var policy = Policy(new NewKeysOptions { MaxPerAddress = 1, Max = 1, WindowSeconds = 60 });
        await PublishAsync(policy, new(), "198.51.100.1");
        for (var i = 0; i < 5; i++)
            Assert.Contains("here at the moment", await SayAsync(policy, _alice, "198.51.100.2"), StringComparison.Ordinal);

        _relay.Time.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal("", await SayAsync(policy, _alice, "198.51.100.2"));
    }

    [Fact]
    public async Task Known_keys_always_pass()
    {
        await _relay.Engine.PublishAsync(_alice.Note());
        var policy = Policy(new NewKeysOptions { MaxPerAddress = 1, Max = 1, WindowSeconds = 60 });
        await PublishAsync(policy, new());

        for (var i = 0; i < 3; i++)
            Assert.Equal("", await SayAsync(policy, _alice));
        Assert.NotEqual("", await SayAsync(policy, new()));
    }

    [Theory]
    [InlineData(62)]
    [InlineData(1059)]
    public async Task What_every_key_may_publish_makes_no_key_known(int kind)
    {
        for (var i = 0; i < 25; i++)
            await _relay.Engine.PublishAsync(_alice.Event(kind, tags: kind == 62 ? [["relay", "ALL_RELAYS"]] : []));
        var policy = Policy(new NewKeysOptions { MaxPerAddress = 1, WindowSeconds = 60 });
        await SayAsync(policy, new());
        Assert.Equal("", await Judge.EventAsync(policy, _alice.Event(kind)));

        Assert.NotEqual("", await SayAsync(policy, _alice));
    }

    [Theory]
    [InlineData(62, true)]
    [InlineData(1059, true)]
    [InlineData(24133, true)]
    [InlineData(23194, true)]
    [InlineData(23195, true)]
    [InlineData(0, false)]
    [InlineData(3, false)]
    [InlineData(10002, false)]
    [InlineData(10050, false)]
    [InlineData(20001, false)]
    public async Task Profiles_and_lists_of_throwaway_keys_are_not_free(int kind, bool isFree)
    {
        var policy = Policy(new NewKeysOptions { MaxPerAddress = 1, WindowSeconds = 60 });
        await SayAsync(policy, new());

        Assert.Equal(isFree, await Judge.EventAsync(policy, new Author().Event(kind)) == "");
    }

    [Fact]
    public async Task Places_of_all_whose_keys_publish_nothing_come_back_after_a_minute_and_those_of_the_address_do_not()
    {
        var policy = Policy(new NewKeysOptions { MaxPerAddress = 2, Max = 2, WindowSeconds = 3600 });
        // Another policy refuses the events of these keys.
        Assert.Equal("", await SayAsync(policy, _alice));
        Assert.Equal("", await SayAsync(policy, new()));
        _relay.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.Contains("here at the moment", await SayAsync(policy, new(), "198.51.100.2"), StringComparison.Ordinal);

        _relay.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("", await SayAsync(policy, new(), "198.51.100.2"));
        Assert.Contains("from this address", await SayAsync(policy, new()), StringComparison.Ordinal);
        // The address has paid for this key already, but the key again needs one of the places for all.
        Assert.Equal("", await SayAsync(policy, _alice));
        Assert.Contains("here at the moment", await SayAsync(policy, new(), "198.51.100.3"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20_001)]
    public async Task Places_of_all_whose_keys_have_published_are_kept(int kind)
    {
        var policy = Policy(new NewKeysOptions { MaxPerAddress = 1, Max = 1, WindowSeconds = 3600 });
        await PublishAsync(policy, _alice, kind: kind);

        _relay.Time.Advance(TimeSpan.FromSeconds(120));

        Assert.Contains("here at the moment", await SayAsync(policy, new(), "198.51.100.2"), StringComparison.Ordinal);
        Assert.Equal("", await SayAsync(policy, _alice));
    }

    [Fact]
    public async Task This_machine_is_exempt()
    {
        var policy = Policy(new NewKeysOptions { MaxPerAddress = 1, Max = 1 });

        for (var i = 0; i < 3; i++)
            Assert.Equal("", await SayAsync(policy, new(), "127.0.0.1"));
    }

    [Fact]
    public async Task A_flood_of_new_keys_leaves_nothing_behind_and_shuts_nobody_out_who_is_known()
    {
        await _relay.Engine.PublishAsync(_alice.Note());
        var policy = Policy(new NewKeysOptions { MaxPerAddress = 10, Max = 100, WindowSeconds = 3600, MaxKeys = 1_000 });
        var passed = 0;
        for (var i = 0; i < 2_000; i++)
        {
            if (await PublishAsync(policy, new(), $"198.51.100.{i % 5}") == "")
                passed++;
            Assert.Equal("", await SayAsync(policy, _alice, $"198.51.100.{i % 5}"));
        }

        Assert.Equal(50, passed);
    }

    [Fact]
    public void Settings_by_which_one_address_could_take_all_places_are_a_mistake()
    {
        const string Section = "Relay:Policies:NewKeys:";

        Assert.Equal(
            [$"{Section}MaxPerAddress needs a value where Max has one: one address could take all places"],
            ProblemsOf((Section + "Max", "5")));
        Assert.Equal(
            [$"{Section}MaxPerAddress is more than Max"], ProblemsOf((Section + "Max", "5"), (Section + "MaxPerAddress", "6")));
        Assert.Equal(
            [$"{Section}Max is more than MaxKeys, so that new keys would be forgotten at once"],
            ProblemsOf((Section + "Max", "1001"), (Section + "MaxPerAddress", "6"), (Section + "MaxKeys", "1000")));
        Assert.Equal(
            [$"{Section}ExemptKinds must contain 62: requests to vanish are honoured from anyone (NIP-62)"],
            ProblemsOf((Section + "MaxPerAddress", "5"), (Section + "ExemptKinds", "1059")));
    }

    NewKeysPolicy Policy(NewKeysOptions options) => new(options, () => _relay.Engine, _relay.Time);

    static Task<string> SayAsync(NewKeysPolicy policy, Author author, string address = "198.51.100.1", int kind = 1) =>
        Judge.EventAsync(policy, author.Event(kind), Judge.From(address));

    /// <summary>Asks, and tells the policy that the event was published if it was accepted.</summary>
    static async Task<string> PublishAsync(NewKeysPolicy policy, Author author, string address = "198.51.100.1", int kind = 1)
    {
        var client = Judge.From(address);
        var e = author.Event(kind);
        var answer = await Judge.EventAsync(policy, e, client);
        if (answer != "")
            return answer;
        if (Kind.ClassOf(e.Kind) == KindClass.Ephemeral)
            await policy.OnEphemeralEventAsync(client, e, CancellationToken.None);
        else
            await policy.OnEventSavedAsync(client, e, CancellationToken.None);
        return answer;
    }
}
