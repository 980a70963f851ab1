using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Relay.Nostr;

/// <summary>
/// Hash codes for dictionaries with keys that clients choose. The hash's keys are drawn once per process and never shown, and every bit
/// of a value counts, so nobody can prepare values that share a hash code. Not for hashes that are stored.
/// <para>
/// Numbers are hashed as in NH (Black et al., "UMAC: Fast and secure message authentication"): a sum of products, each of two words to
/// which keys were added. Two different values chosen without the keys have the same sum in one of 2^64 cases. A multiplication with
/// two more keys reduces its 128 bits to 32.
/// </para>
/// </summary>
static class SecretHash
{
    // Static readonly fields: the compiler treats them as constants once they are drawn.
    static readonly ulong Key0 = Draw(), Key1 = Draw(), Key2 = Draw(), Key3 = Draw();
    static readonly ulong High = Draw() | 1, Low = Draw() | 1, Offset = Draw();
    static readonly ulong Sip0 = Draw(), Sip1 = Draw();

    /// <summary>The hash code of two words and a small number.</summary>
    public static int Of(byte type, ulong a, ulong b)
    {
        var high = Math.BigMul(a + Key0, b + Key1, out var low);
        return Fold(high + type * Key2, low);
    }

    /// <summary>The hash code of four words.</summary>
    public static int Of(ulong a, ulong b, ulong c, ulong d)
    {
        var high = Math.BigMul(a + Key0, b + Key1, out var low);
        high += Math.BigMul(c + Key2, d + Key3, out var more);
        low += more;
        return Fold(low < more ? high + 1 : high, low);
    }

    /// <summary>The hash code of any number of words.</summary>
    public static int Of(ReadOnlySpan<uint> words) => Of(MemoryMarshal.AsBytes(words));

    /// <summary>The hash code of any number of bytes.</summary>
    public static int Of(ReadOnlySpan<byte> bytes) => (int)SipHash24.Compute(bytes, Sip0, Sip1);

    static int Fold(ulong high, ulong low) => (int)((high * High + low * Low + Offset) >> 32);

    static ulong Draw()
    {
        Span<ulong> key = stackalloc ulong[1];
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(key));
        return key[0];
    }
}
