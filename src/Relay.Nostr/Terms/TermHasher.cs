using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Relay.Nostr;

/// <summary>Hashes tag values with a secret key, so that nobody can choose values that share a term. Thread-safe.</summary>
public sealed class TermHasher
{
    /// <summary>The size of the key in bytes.</summary>
    public const int KeySize = 16;

    readonly ulong _key0;
    readonly ulong _key1;

    /// <summary>A hasher with these 16 bytes as its key. A store keeps its key for ever.</summary>
    public TermHasher(ReadOnlySpan<byte> key)
    {
        _key0 = BinaryPrimitives.ReadUInt64LittleEndian(key);
        _key1 = BinaryPrimitives.ReadUInt64LittleEndian(key[8..]);
    }

    /// <summary>A hasher with a new random key.</summary>
    public static TermHasher CreateRandom() => new(RandomNumberGenerator.GetBytes(KeySize));

    /// <summary>The term of a single-letter tag and its value.</summary>
    public Term Tag(byte letter, TextView value) => Term.Tag(letter, Hash(value));

    internal ulong Hash(TextView value) => SipHash24.Compute(value.Bytes, _key0, _key1);
}
