namespace Relay.Nostr;

/// <summary>
/// Parsed public keys by their 32 bytes, in sets of four ways with a sequence lock for each set. A lookup writes nothing shared, takes no
/// lock and allocates nothing. A lookup or an addition that meets a writer in its set gives up, which costs one parse.
/// </summary>
sealed class PublicKeyCache
{
    const int Ways = 4;
    const int KeySize = Schnorr.PublicKeyLength;
    const int ParsedSize = LibSecp256k1.XOnlyPublicKeySize;
    const int MaxCapacity = 1 << 24;

    readonly byte[] _keys;
    readonly byte[] _parsed;

    /// <summary>
    /// One version per set: odd while the set is written; half of it is the number of additions so far. It therefore also tells which ways
    /// are in use and which is the oldest, to be overwritten next. When it wraps around the set looks empty once, which is harmless.
    /// </summary>
    readonly uint[] _versions;

    public PublicKeyCache(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, Ways);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, MaxCapacity);
        var sets = capacity / Ways;
        _versions = new uint[sets];
        _keys = new byte[sets * Ways * KeySize];
        _parsed = new byte[sets * Ways * ParsedSize];
    }

    /// <summary>The number of keys in the cache.</summary>
    public int Count
    {
        get
        {
            var count = 0;
            foreach (ref var version in _versions.AsSpan())
                count += UsedWays(Volatile.Read(ref version));
            return count;
        }
    }

    public bool TryGet(ReadOnlySpan<byte> key, Span<byte> parsed)
    {
        var set = SetOf(key);
        ref var version = ref _versions[set];
        var before = Volatile.Read(ref version);
        if ((before & 1) != 0)
            return false;

        var way = Find(set, UsedWays(before), key);
        if (way < 0)
            return false;
        ParsedAt(set, way).CopyTo(parsed);

        // The copy is whole only if nobody wrote the set meanwhile. The barrier keeps the reads above from moving below this check.
        Volatile.ReadBarrier();
        return version == before;
    }

    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> parsed)
    {
        var set = SetOf(key);
        ref var version = ref _versions[set];
        var before = Volatile.Read(ref version);
        if ((before & 1) != 0 || Interlocked.CompareExchange(ref version, before + 1, before) != before)
            return;

        // Another thread may have added the key since this one missed it. Then neither the set nor its version changes.
        var after = before;
        if (Find(set, UsedWays(before), key) < 0)
        {
            var oldest = (int)((before >> 1) % Ways);
            key.CopyTo(KeyAt(set, oldest));
            parsed.CopyTo(ParsedAt(set, oldest));
            after = before + 2;
        }

        Volatile.Write(ref version, after);
    }

    /// <summary>Unused ways hold zeros and must not be searched, because anybody can send a key of zeros.</summary>
    static int UsedWays(uint version) => (int)Math.Min(version >> 1, Ways);

    /// <summary>Uses a secret hash. Otherwise a client could mine keys that fall into one set and push out everybody else's.</summary>
    int SetOf(ReadOnlySpan<byte> key) => (int)((uint)new Bytes32(key).GetHashCode() * (ulong)_versions.Length >> 32);

    int Find(int set, int ways, ReadOnlySpan<byte> key)
    {
        for (var way = 0; way < ways; way++)
        {
            if (key.SequenceEqual(KeyAt(set, way)))
                return way;
        }

        return -1;
    }

    Span<byte> KeyAt(int set, int way) => _keys.AsSpan((set * Ways + way) * KeySize, KeySize);

    Span<byte> ParsedAt(int set, int way) => _parsed.AsSpan((set * Ways + way) * ParsedSize, ParsedSize);
}
