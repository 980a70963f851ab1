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

    [Fact(Timeout = 120_000)]
    public async Task Readers_never_see_half_a_key_while_it_is_overwritten()
    {
        var seed = Random.Shared.Next();
        var cache = new PublicKeyCache(4);
        var keys = Enumerable.Range(0, 5).Select(number => (Key: Key(number), Parsed: Parsed(Key(number)))).ToArray();
        var done = false;

        // Five keys in turn through a set of four. Each is missing when its turn comes, so every addition overwrites one.
        var writer = Task.Factory.StartNew(Overwrite, TaskCreationOptions.LongRunning);
        var readers = Enumerable.Range(0, 2).Select(reader => Task.Factory.StartNew(() => Read(reader), TaskCreationOptions.LongRunning));
        try
        {
            await Task.WhenAll(readers);
        }
        finally
        {
            Volatile.Write(ref done, true);
            await writer;
        }

        Assert.Equal(4, cache.Count);

        void Overwrite()
        {
            for (var i = 0; !Volatile.Read(ref done); i = (i + 1) % keys.Length)
                cache.Add(keys[i].Key, keys[i].Parsed);
        }

        void Read(int reader)
        {
            var random = new Random(seed + reader);
            var parsed = new byte[64];
            var found = 0;
            // Counts hits, not attempts: while a writer is preempted within a set, nothing in the set is found.
            while (found < 200_000)
            {
                var (key, expected) = keys[random.Next(keys.Length)];
                if (!cache.TryGet(key, parsed))
                {
                    cache.Add(key, expected);
                    continue;
                }

                found++;
                Assert.True(parsed.AsSpan().SequenceEqual(expected), $"half a key or another's, seed {seed}");
            }
        }
    }

    static byte[] Key(int number)
    {
        var key = new byte[32];
        new Random(number).NextBytes(key);
        return key;
    }

    static byte[] Parsed(byte[] key) => [.. key, .. key.Select(b => (byte)~b)];
}
