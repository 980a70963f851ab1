using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Relay.Nostr;

/// <summary>SipHash-2-4 with 64 bits of output: a short keyed hash. Without the key nobody can search for collisions.</summary>
public static class SipHash24
{
    /// <summary>The hash of these bytes under a 16-byte key, given as two little-endian numbers.</summary>
    public static ulong Compute(ReadOnlySpan<byte> data, ulong key0, ulong key1)
    {
        // The four words spell "somepseudorandomlygeneratedbytes".
        var v0 = key0 ^ 0x736f6d6570736575;
        var v1 = key1 ^ 0x646f72616e646f6d;
        var v2 = key0 ^ 0x6c7967656e657261;
        var v3 = key1 ^ 0x7465646279746573;

        var last = ((ulong)data.Length << 56) | Tail(data);
        for (; data.Length >= 8; data = data[8..])
            Absorb(BinaryPrimitives.ReadUInt64LittleEndian(data), ref v0, ref v1, ref v2, ref v3);
        Absorb(last, ref v0, ref v1, ref v2, ref v3);

        v2 ^= 0xff;
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        return v0 ^ v1 ^ v2 ^ v3;
    }

    /// <summary>The bytes after the last whole word, as a number.</summary>
    static ulong Tail(ReadOnlySpan<byte> data)
    {
        var count = data.Length & 7;
        if (count == 0)
            return 0;
        if (data.Length > 8)
            return BinaryPrimitives.ReadUInt64LittleEndian(data[^8..]) >> (64 - 8 * count);

        var tail = 0UL;
        for (var i = count - 1; i >= 0; i--)
            tail = (tail << 8) | data[i];
        return tail;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Absorb(ulong word, ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        v3 ^= word;
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        v0 ^= word;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Round(ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        v0 += v1;
        v2 += v3;
        v1 = BitOperations.RotateLeft(v1, 13) ^ v0;
        v3 = BitOperations.RotateLeft(v3, 16) ^ v2;
        v0 = BitOperations.RotateLeft(v0, 32);
        v2 += v1;
        v0 += v3;
        v1 = BitOperations.RotateLeft(v1, 17) ^ v2;
        v3 = BitOperations.RotateLeft(v3, 21) ^ v0;
        v2 = BitOperations.RotateLeft(v2, 32);
    }
}
