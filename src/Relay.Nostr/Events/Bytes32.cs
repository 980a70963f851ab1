using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Relay.Nostr;

/// <summary>A 32-byte value: an event id, a public key or a hash. Ordered by its bytes, as NIP-01 orders ids.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct Bytes32 : IEquatable<Bytes32>, IComparable<Bytes32>
{
    /// <summary>The size in bytes.</summary>
    public const int Size = 32;

    readonly ulong _a, _b, _c, _d;

    /// <summary>Copies the value from <paramref name="bytes"/>, which holds at least 32 bytes.</summary>
    public Bytes32(ReadOnlySpan<byte> bytes) => this = MemoryMarshal.Read<Bytes32>(bytes);

    /// <summary>The bytes, without a copy.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Span => MemoryMarshal.AsBytes(new ReadOnlySpan<Bytes32>(in this));

    /// <summary>The first eight bytes as a big-endian number. Only values that share them need a further comparison.</summary>
    public ulong Prefix => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(_a) : _a;

    /// <summary>Reads 64 lowercase hexadecimal characters.</summary>
    public static bool TryParse(ReadOnlySpan<byte> hex, out Bytes32 value)
    {
        value = default;
        if (hex.Length == 2 * Size && Hex.TryDecode(hex, MemoryMarshal.AsBytes(new Span<Bytes32>(ref value))))
            return true;
        value = default;
        return false;
    }

    /// <summary>Reads 64 lowercase hexadecimal characters.</summary>
    public static bool TryParse(ReadOnlySpan<char> hex, out Bytes32 value)
    {
        value = default;
        Span<byte> ascii = stackalloc byte[2 * Size];
        if (hex.Length != 2 * Size)
            return false;
        for (var i = 0; i < hex.Length; i++)
        {
            if (hex[i] > 0x7F)
                return false;
            ascii[i] = (byte)hex[i];
        }
        return TryParse(ascii, out value);
    }

    /// <summary>Reads 64 lowercase hexadecimal characters, or throws <see cref="FormatException"/>.</summary>
    public static Bytes32 Parse(string hex) =>
        TryParse(hex, out var value) ? value : throw new FormatException("64 lowercase hexadecimal characters are needed");

    /// <inheritdoc/>
    public int CompareTo(Bytes32 other)
    {
        var order = Prefix.CompareTo(other.Prefix);
        return order != 0 ? order : Span.SequenceCompareTo(other.Span);
    }

    /// <inheritdoc/>
    public bool Equals(Bytes32 other) => _a == other._a && _b == other._b && _c == other._c && _d == other._d;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Bytes32 other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => SecretHash.Of(_a, _b, _c, _d);

    /// <summary>64 lowercase hexadecimal characters.</summary>
    public override string ToString() => Convert.ToHexStringLower(Span);

    /// <summary>Whether all bytes are equal.</summary>
    public static bool operator ==(Bytes32 left, Bytes32 right) => left.Equals(right);

    /// <summary>Whether any byte differs.</summary>
    public static bool operator !=(Bytes32 left, Bytes32 right) => !left.Equals(right);
}
