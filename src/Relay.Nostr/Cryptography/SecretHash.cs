using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Relay.Nostr;

/// <summary>
/// Hash codes of what clients choose, for dictionaries. The keys are drawn once per process and are never seen from outside, and every bit
/// counts, so nobody can prepare values that share a hash code. Not for anything that is kept.
/// </summary>
static class SecretHash
{
    const int MaxWords = 8;

    // One key for each 32-bit word and one more; the other two are SipHash's.
    static readonly ulong[] Keys = DrawKeys(MaxWords + 3);

    /// <summary>
    /// The hash code of up to eight 32-bit words. Multilinear hashing (Lemire and Kaser, "Strongly universal string hashing is fast"): of
    /// two different values chosen without the keys, one in 2^32 pairs collides, whatever the values are.
    /// </summary>
    internal static int Of(ReadOnlySpan<uint> words)
    {
        var keys = Keys;
        var sum = keys[MaxWords];
        for (var i = 0; i < words.Length; i++)
            sum += keys[i] * words[i];
        return (int)(sum >> 32);
    }

    /// <summary>The hash code of bytes of any number.</summary>
    internal static int Of(ReadOnlySpan<byte> bytes) => (int)SipHash24.Compute(bytes, Keys[MaxWords + 1], Keys[MaxWords + 2]);

    static ulong[] DrawKeys(int count)
    {
        var keys = new ulong[count];
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(keys.AsSpan()));
        return keys;
    }
}
