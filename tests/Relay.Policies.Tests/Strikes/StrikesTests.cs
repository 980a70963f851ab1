using System.Net;
using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using static Relay.Policies.Tests.OptionsSetup;

namespace Relay.Policies.Tests;

public sealed class StrikesTests
{
    readonly FakeTime _time = new();
    readonly Author _alice = new();

    [Fact]
    public async Task As_many_refused_texts_as_counted_ban_their_author_for_a_time()
    {
        var (texts, bans) = Policies(new() { Count = 3, WindowSeconds = 60, BanSeconds = 100 });
        await StrikeAsync(texts, _alice, 2);
        Assert.Equal("", await Judge.EventAsync(bans, Fine(_alice)));

        await StrikeAsync(texts, _alice, 1);

        Assert.Equal(
            "blocked: too many texts of this author were refused; try again in 100 seconds", await Judge.EventAsync(bans, Fine(_alice)));
        Assert.Equal("", await Judge.EventAsync(bans, Fine(new Author())));
        _time.Advance(TimeSpan.FromSeconds(99.5));
        Assert.Equal(
            "blocked: too many texts of this author were refused; try again in 1 seconds", await Judge.EventAsync(bans, Fine(_alice)));
        _time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal("", await Judge.EventAsync(bans, Fine(_alice)));
        // Counting begins anew.
        await StrikeAsync(texts, _alice, 2);
        Assert.Equal("", await Judge.EventAsync(bans, Fine(_alice)));
    }

    [Theory]
    [InlineData(59, true)]
    [InlineData(60, false)]
    public async Task Strikes_are_forgotten_once_the_window_from_the_first_on_is_over(int later, bool isBanned)
    {
        var (texts, bans) = Policies(new() { Count = 2, WindowSeconds = 60 });
        await StrikeAsync(texts, _alice, 1);

        _time.Advance(TimeSpan.FromSeconds(later));
        await StrikeAsync(texts, _alice, 1);

        Assert.Equal(isBanned, await Judge.EventAsync(bans, Fine(_alice)) != "");
    }

    [Fact]
    public async Task An_event_that_is_sent_again_is_one_strike()
    {
        var (texts, bans) = Policies(new() { Count = 2 });
        var e = Bad(_alice);

        for (var i = 0; i < 10; i++)
            Assert.NotEqual("", await Judge.EventAsync(texts, e));
        Assert.Equal("", await Judge.EventAsync(bans, Fine(_alice)));
        await StrikeAsync(texts, _alice, 1);
        Assert.NotEqual("", await Judge.EventAsync(bans, Fine(_alice)));
    }

    // Another client may have sent them.
    [Theory]
    [InlineData(-60, true)]
    [InlineData(-61, false)]
    [InlineData(60, true)]
    [InlineData(61, false)]
    public async Task What_was_written_long_ago_strikes_no_author(int seconds, bool isBanned)
    {
        var (texts, bans) = Policies(new() { Count = 1, WindowSeconds = 60, By = StrikesOwner.Author });

        Assert.NotEqual("", await Judge.EventAsync(texts, Bad(_alice, _time.Now + seconds)));

        Assert.Equal(isBanned, await Judge.EventAsync(bans, Fine(_alice)) != "");
    }

    [Fact]
    public async Task Addresses_are_banned_whoever_wrote_what_they_bring()
    {
        var (texts, bans) = Policies(new() { Count = 2, WindowSeconds = 60, BanSeconds = 10, By = StrikesOwner.Address });
        var here = Judge.From("2001:db8::1");

        Assert.NotEqual("", await Judge.EventAsync(texts, Bad(_alice, at: 5), here));
        Assert.NotEqual("", await Judge.EventAsync(texts, Bad(new Author(), at: 5), here));

        Assert.Equal(
            "blocked: too many texts from this address were refused; try again in 10 seconds",
            await Judge.EventAsync(bans, Fine(new Author()), Judge.From("2001:db8::2")));
        Assert.Equal("", await Judge.EventAsync(bans, Fine(_alice), Judge.From("2001:db8:0:1::1")));
    }

    [Fact]
    public async Task Both_may_be_counted()
    {
        var (texts, bans) = Policies(new() { Count = 1, By = StrikesOwner.Both });
        var here = Judge.From("198.51.100.7");

        Assert.NotEqual("", await Judge.EventAsync(texts, Bad(_alice), here));

        Assert.NotEqual("", await Judge.EventAsync(bans, Fine(_alice)));
        Assert.NotEqual("", await Judge.EventAsync(bans, Fine(new Author()), here));
        Assert.Equal("", await Judge.EventAsync(bans, Fine(new Author())));
    }

    [Fact]
    public async Task Clients_on_this_machine_and_those_without_an_address_are_not_counted_by_it()
    {
        var (texts, bans) = Policies(new() { Count = 1, By = StrikesOwner.Address });

        foreach (var client in new[] { new ClientContext { Id = 1, RemoteAddress = IPAddress.Loopback }, new ClientContext { Id = 2 } })
        {
            Assert.NotEqual("", await Judge.EventAsync(texts, Bad(_alice), client));
            Assert.Equal("", await Judge.EventAsync(bans, Fine(_alice), client));
        }
    }

    [Fact]
    public async Task Requests_to_vanish_pass()
    {
        var (texts, bans) = Policies(new() { Count = 1 });
        await StrikeAsync(texts, _alice, 1);

        Assert.Equal("", await Judge.EventAsync(bans, _alice.Event(62, tags: [["relay", "ALL_RELAYS"]])));
        Assert.NotEqual("", await Judge.EventAsync(bans, Fine(_alice)));
    }

    [Fact]
    public void What_is_remembered_is_bounded_and_strikes_push_out_no_ban()
    {
        var table = new StrikeTable(new() { Count = 2 }, _time);
        var (banned, struck) = (Key(-1), Key(-2));
        table.Add(banned, Key(1));
        table.Add(banned, Key(2));
        table.Add(struck, Key(1));

        for (var i = 0; i < StrikeTable.Capacity - 1; i++)
            table.Add(Key(i), Key(1));
        // Still there like all others. It was used last, so it outlasts the next one.
        table.Add(struck, Key(1));
        table.Add(Key(StrikeTable.Capacity), Key(1));
        table.Add(Key(0), Key(2));
        table.Add(struck, Key(2));

        Assert.Equal(0, table.SecondsLeft(Key(0)));
        Assert.Equal(3600, table.SecondsLeft(struck));
        Assert.Equal(3600, table.SecondsLeft(banned));
    }

    [Fact]
    public void Strikes_that_nothing_gives_are_a_mistake()
    {
        Assert.Equal(
            ["Relay:Policies:Strikes:Count never applies: none of Words, MentionFlood and Base64Media is on"],
            ProblemsOf(("Relay:Policies:Strikes:Count", "3")));
        Bind<PoliciesOptions>(("Relay:Policies:Strikes:Count", "50"), ("Relay:Policies:Base64Media:Enabled", "true"));
        Assert.Equal(
            ["Relay:Policies:Strikes:Count is 51, but must be from 1 to 50"],
            ProblemsOf(("Relay:Policies:Strikes:Count", "51"), ("Relay:Policies:Base64Media:Enabled", "true")));
    }

    static Bytes32 Key(int number)
    {
        var bytes = new byte[32];
        BitConverter.TryWriteBytes(bytes, number);
        return new Bytes32(bytes);
    }

    (MentionFloodPolicy Texts, StrikesPolicy Bans) Policies(StrikesOptions options)
    {
        var strikes = new Strikes(options, _time);
        return (new MentionFloodPolicy(new() { MaxMentions = 0 }, strikes), new StrikesPolicy(strikes));
    }

    async Task StrikeAsync(MentionFloodPolicy texts, Author author, int times)
    {
        for (var i = 0; i < times; i++)
            Assert.NotEqual("", await Judge.EventAsync(texts, Bad(author)));
    }

    NostrEvent Bad(Author author, long? at = null) =>
        author.Note($"{Guid.NewGuid()}", at ?? _time.Now, ["p", author.Hex]);

    static NostrEvent Fine(Author author) => author.Note();
}
