using Relay.Nostr;
using Relay.Testing;

namespace Relay.Core.Tests;

public sealed class TokenBucketsTests
{
    readonly FakeTime _time = new();

    [Fact]
    public void A_full_bucket_gives_its_burst_and_says_how_long_the_next_takes()
    {
        var buckets = Buckets(count: 2, seconds: 60, burst: 3);

        Assert.Equal([0, 0, 0, 30, 30], Take(buckets, 5));
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal([1], Take(buckets, 1));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([0, 30], Take(buckets, 2));
    }

    [Theory]
    [InlineData(7, 60)]
    [InlineData(3, 1)]
    [InlineData(1, 2_592_000)]
    [InlineData(999_983, 86_400)]
    public void Fractions_of_a_tick_cost_no_token(int count, int seconds)
    {
        var buckets = Buckets(count, seconds, burst: count);
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < count; i++)
                Assert.True(buckets.TryTake(Key(1), out _), $"round {round}, token {i}");
            Assert.False(buckets.TryTake(Key(1), out var wait));
            Assert.InRange(wait, 1, (seconds + count - 1) / count);
            _time.Advance(TimeSpan.FromSeconds(seconds));
        }
    }

    [Fact]
    public void A_bucket_holds_no_more_than_its_burst_however_long_it_rests()
    {
        var buckets = Buckets(count: 1, seconds: 1, burst: 2);
        Take(buckets, 2);

        _time.Advance(TimeSpan.FromDays(400));

        Assert.Equal([0, 0, 1], Take(buckets, 3));
    }

    [Fact]
    public void Of_several_owners_all_are_charged_or_none()
    {
        var buckets = Buckets(count: 1, seconds: 60, burst: 2);
        Assert.True(buckets.TryTake([Key(1), Key(2)], out _));
        Assert.True(buckets.TryTake([Key(1), Key(3)], out _));

        Assert.False(buckets.TryTake([Key(4), Key(1), Key(2)], out var wait));

        Assert.Equal(60, wait);
        Assert.Equal([0, 1, 1, 2], Enumerable.Range(1, 4).Select(owner => buckets.LevelOf(Key(owner))));
    }

    [Fact]
    public void What_is_charged_may_be_owed()
    {
        var buckets = Buckets(count: 60, seconds: 60, burst: 100);

        Assert.Equal(-20, buckets.Charge(Key(1), 120));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(-15, buckets.LevelOf(Key(1)));
        Assert.Equal(100, buckets.LevelOf(Key(2)));
    }

    [Fact]
    public void There_are_never_more_buckets_than_may_be_and_the_one_looked_at_least_recently_comes_back_full()
    {
        var buckets = Buckets(count: 1, seconds: 3600, burst: 1, maxOwners: 10);
        for (var owner = 1; owner <= 10; owner++)
            Assert.True(buckets.TryTake(Key(owner), out _));
        // A refused try counts as a look too: repeated tries keep the bucket empty.
        Assert.False(buckets.TryTake(Key(1), out _));

        Assert.True(buckets.TryTake(Key(11), out _));

        Assert.Equal(10, buckets.Count);
        Assert.False(buckets.TryTake(Key(1), out _));
        Assert.True(buckets.TryTake(Key(2), out _));
        Assert.False(buckets.TryTake(Key(4), out _));
    }

    [Fact]
    public void Buckets_that_are_full_again_go_two_at_a_look()
    {
        var buckets = Buckets(count: 1, seconds: 60, burst: 1);
        for (var owner = 1; owner <= 5; owner++)
            buckets.TryTake(Key(owner), out _);
        _time.Advance(TimeSpan.FromSeconds(60));

        buckets.TryTake(Key(9), out _);
        Assert.Equal(4, buckets.Count);
        buckets.LevelOf(Key(9));
        Assert.Equal(2, buckets.Count);
        buckets.LevelOf(Key(9));
        Assert.Equal(1, buckets.Count);
    }

    TokenBuckets Buckets(double count, double seconds, double burst, int maxOwners = 1_000) => new(count, seconds, burst, maxOwners, _time);

    /// <summary>Tries this many times. Gives 0 for each success, else the seconds to wait.</summary>
    static List<long> Take(TokenBuckets buckets, int times) =>
        [.. Enumerable.Range(0, times).Select(_ => buckets.TryTake(Key(1), out var wait) ? 0 : wait)];

    static Bytes32 Key(int number)
    {
        var bytes = new byte[Bytes32.Size];
        BitConverter.TryWriteBytes(bytes, number);
        return new Bytes32(bytes);
    }
}
