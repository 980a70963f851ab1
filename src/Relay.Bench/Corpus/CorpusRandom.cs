namespace Relay.Bench;

/// <summary>Random numbers that are the same for a seed on every machine and in every version (SplitMix64).</summary>
sealed class CorpusRandom(ulong seed)
{
    ulong _state = seed;

    public ulong NextULong()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 to <paramref name="bound"/> - 1.</summary>
    public int Next(int bound) => (int)(((NextULong() >> 32) * (ulong)bound) >> 32);

    /// <summary>A number from <paramref name="from"/> to <paramref name="to"/>, both included.</summary>
    public int Between(int from, int to) => from + Next(to - from + 1);

    /// <summary>True with a chance of this many percent.</summary>
    public bool Percent(int chance) => Next(100) < chance;

    /// <summary>
    /// A number from 0 to <paramref name="bound"/> - 1. Small ones are more likely: half of all are below an eighth of the bound.
    /// </summary>
    public int NextSkewed(int bound)
    {
        // Only multiplications, because the library's powers differ between machines in their last digit.
        var share = (NextULong() >> 11) * (1.0 / (1UL << 53));
        return (int)(share * share * share * bound);
    }

    public T Pick<T>(ReadOnlySpan<T> items) => items[Next(items.Length)];

    public void Fill(Span<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)(NextULong() >> 56);
    }

    public string NextHex(int bytes)
    {
        var random = new byte[bytes];
        Fill(random);
        return Convert.ToHexStringLower(random);
    }
}
