using System.Globalization;
using Relay.Core;
using Relay.Nostr;

namespace Relay.TestSupport;

/// <summary>Expiration (NIP-40).</summary>
public abstract class ExpirationSuite<TStore> : EventStoreSuite<TStore> where TStore : ITestStore, new()
{
    NostrEvent Expiring(long at, int kind = 1) => Alice.Event(kind, tags: ["expiration", at.ToString(CultureInfo.InvariantCulture)]);

    [Fact]
    public async Task Event_is_there_until_the_second_it_expires()
    {
        var e = Expiring(Time.Now + 10);
        await StoreAsync(e);
        Time.Set(TimeSpan.FromSeconds(9));
        await AssertThereAsync(e);

        Time.Set(TimeSpan.FromSeconds(1));
        await AssertGoneAsync(e);
    }

    [Fact]
    public async Task Expired_event_is_refused()
    {
        var result = await AdmitAsync(Expiring(Time.Now));

        Assert.Equal(StoreStatus.Expired, result.Status);
        Assert.Equal("invalid: event expired", result.Message);
        await StoreAsync(Expiring(Time.Now + 1));
    }

    [Fact]
    public async Task Stored_event_that_expired_is_refused_when_it_comes_again()
    {
        var e = Expiring(Time.Now + 10);
        await StoreAsync(e);
        Time.Set(TimeSpan.FromSeconds(10));

        Assert.Equal(StoreStatus.Expired, await StatusOfAsync(e));
    }

    [Fact]
    public async Task Expired_version_brings_no_older_one_back()
    {
        await StoreAsync(Alice.Event(10002), Expiring(Time.Now + 10, kind: 10002));
        Time.Set(TimeSpan.FromSeconds(10));

        Assert.Empty(await QueryAsync(new Filter { Kinds = [10002] }));
    }

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("99999999999999999999")]
    public async Task What_is_no_number_of_seconds_is_no_expiration(string value)
    {
        var e = Alice.Note(tags: ["expiration", value]);
        await StoreAsync(e);

        await AssertThereAsync(e);
    }

    [Fact]
    public async Task Expiring_events_stay_out_of_ranges_that_they_have_left()
    {
        var (first, second, lasting) = (Expiring(Time.Now + 10), Expiring(Time.Now + 20), Alice.Note());
        await StoreAsync(first, second, lasting);
        Time.Set(TimeSpan.FromSeconds(10));

        AssertSame([lasting, second], await QueryAsync(new Filter { Authors = [Alice.PublicKey] }));
        AssertSame([lasting], await QueryAsync(new Filter { Limit = 1 }));
        AssertSame([lasting, second], await QueryAsync(new Filter { Limit = 2 }));
        Assert.Equal(2, await CountAsync(new Filter()));
        Time.Set(TimeSpan.FromSeconds(10));
        AssertSame([lasting], await QueryAsync(new Filter()));
        Assert.Equal(1, await CountAsync(new Filter { Kinds = [1] }));
    }
}
