using System.Globalization;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>NIP-40: events that expire.</summary>
public abstract class Nip40Tests(TestStore store) : RelayTests(store)
{
    readonly FakeTime _time = new();

    protected override TestRelayOptions Setup() => new() { Store = Store, Time = _time };

    [Fact]
    public async Task Event_is_expired_from_its_second_on()
    {
        Assert.Equal("invalid: event expired", await RefusalAsync(Expiring(_time.Now - 1)));
        Assert.Equal("invalid: event expired", await RefusalAsync(Expiring(_time.Now)));
        await Client.PublishAllAsync(Expiring(_time.Now + 1));
    }

    [Fact]
    public async Task Expired_event_is_gone_from_every_answer()
    {
        var (expiring, staying) = (Expiring(_time.Now + 10), Alice.Note("stays", tags: Tag("t", "x")));
        await Client.PublishAllAsync(expiring, staying);

        _time.Advance(TimeSpan.FromSeconds(9));
        await AssertStoredAsync(expiring, staying);
        Assert.Equal(2, await Client.CountAsync("{}"));

        _time.Advance(TimeSpan.FromSeconds(1));
        await AssertNotStoredAsync(expiring);
        Assert.Equal(["stays"], (await Client.QueryAsync("{}")).Contents);
        Assert.Equal(["stays"], (await Client.QueryAsync("{\"kinds\":[1],\"#t\":[\"x\"]}")).Contents);
        Assert.Equal(1, await Client.CountAsync("{}"));
        Assert.Equal("invalid: event expired", await RefusalAsync(expiring));
    }

    [Fact]
    public async Task Event_that_will_expire_is_pushed()
    {
        await Client.ReqAsync("live", "{}");
        var expiring = Expiring(_time.Now + 10);
        await Client.PublishAllAsync(expiring);
        await AssertNextAsync("live", expiring);
    }

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("99999999999999999999999999")]
    public async Task Value_that_is_no_time_is_no_expiration(string value)
    {
        var note = Alice.Note(tags: Tag("expiration", value));
        await Client.PublishAllAsync(note);
        _time.Set(TimeSpan.FromSeconds(1_000_000_000));
        await AssertStoredAsync(note);
    }

    [Fact]
    public async Task Expired_version_does_not_bring_back_an_older_one()
    {
        await Client.PublishAllAsync(Alice.Event(0, "old"));
        await Client.PublishAllAsync(Alice.Event(0, "expiring", tags: Tag("expiration", Text(_time.Now + 10))));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Empty((await Client.QueryAsync("{\"kinds\":[0]}")).Events);
    }

    [Fact]
    public async Task Ephemeral_events_may_carry_an_expiration()
    {
        await Client.ReqAsync("live", "{}");
        var ephemeral = Alice.Event(20001, tags: Tag("expiration", Text(_time.Now + 10)));
        await Client.PublishAllAsync(ephemeral);
        await AssertNextAsync("live", ephemeral);
        Assert.Equal("invalid: event expired", await RefusalAsync(Alice.Event(20001, tags: Tag("expiration", Text(_time.Now)))));
    }

    NostrEvent Expiring(long at) => Alice.Note("expires", tags: [["t", "x"], ["expiration", Text(at)]]);

    static string Text(long seconds) => seconds.ToString(CultureInfo.InvariantCulture);
}
