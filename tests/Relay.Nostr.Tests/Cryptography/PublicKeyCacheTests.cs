namespace Relay.Nostr.Tests;

public sealed class PublicKeyCacheTests
{
    [Theory]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(1_000)]
    public void It_never_holds_more_than_its_capacity(int capacity)
    {
        var cache = new PublicKeyCache(capacity);
        var parsed = new byte[64];

        for (var number = 0; number < 5_000; number++)
        {
            var key = Key(number);
            cache.Add(key, Parsed(key));
            Assert.True(cache.TryGet(key, parsed));
            Assert.Equal(Parsed(key), parsed);
            Assert.True(cache.Count <= capacity);
        }

        var found = Enumerable.Range(0, 5_000).Count(number => cache.TryGet(Key(number), parsed));
        Assert.Equal(cache.Count, found);
        Assert.Equal(capacity / 4 * 4, found);
    }

    [Fact]
    public void The_oldest_key_of_a_full_set_makes_room()
    {
        var cache = new PublicKeyCache(4);
        for (var number = 0; number < 5; number++)
            cache.Add(Key(number), Parsed(Key(number)));

        Assert.Equal([1, 2, 3, 4], Enumerable.Range(0, 5).Where(number => cache.TryGet(Key(number), new byte[64])));
    }

    [Fact]
    public void A_key_added_twice_is_held_once()
    {
        var cache = new PublicKeyCache(4);
        for (var i = 0; i < 10; i++)
            cache.Add(Key(1), Parsed(Key(1)));

        Assert.Equal(1, cache.Count);
    }

    [Fact]
    public void Keys_that_differ_in_one_bit_are_different()
    {
        var cache = new PublicKeyCache(4);
        var key = Key(1);
        cache.Add(key, Parsed(key));

        for (var bit = 0; bit < 256; bit++)
        {
            key[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(cache.TryGet(key, new byte[64]), $"bit {bit}");
            key[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void The_key_of_zeros_is_not_found_in_unused_places() =>
        Assert.False(new PublicKeyCache(4).TryGet(new byte[32], new byte[64]));

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData((1 << 24) + 1)]
    public void A_senseless_capacity_is_refused(int capacity) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new PublicKeyCache(capacity));

    [Fact]
    public async Task Threads_that_overwrite_each_other_never_see_half_a_key()
    {
        var seed = Random.Shared.Next();
        var cache = new PublicKeyCache(4);
        var keys = Enumerable.Range(0, 12).Select(number => (Key: Key(number), Parsed: Parsed(Key(number)))).ToArray();
        var hits = 0;

        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(() =>
        {
            var random = new Random(seed + thread);
            var parsed = new byte[64];
            for (var i = 0; i < 200_000; i++)
            {
                var (key, expected) = keys[random.Next(keys.Length)];
                if (!cache.TryGet(key, parsed))
                {
                    cache.Add(key, expected);
                    continue;
                }

                Interlocked.Increment(ref hits);
                if (!parsed.AsSpan().SequenceEqual(expected))
                    Assert.Fail($"a torn or foreign entry, seed {seed}");
            }
        })));

        Assert.NotEqual(0, hits);
        Assert.Equal(4, cache.Count);
    }

    static byte[] Key(int number)
    {
        var key = new byte[32];
        new Random(number).NextBytes(key);
        return key;
    }

    static byte[] Parsed(byte[] key) => [.. key, .. key.Select(b => (byte)~b)];
}
