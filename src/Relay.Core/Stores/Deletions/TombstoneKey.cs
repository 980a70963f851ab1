using System.Buffers.Binary;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Keys of tombstones: events that must not be stored again. The value is <see cref="Tombstone"/>.
/// <code>
/// 1 | id 32 | key 32       the event, deleted by this key: its author or, for a gift wrap, its recipient
/// 2 | address hash 32      versions of the address up to a time
/// 3 | public key 32        all events of the key up to a time (NIP-62)
/// </code>
/// </summary>
public static class TombstoneKey
{
    /// <summary>The bytes of the longest key.</summary>
    public const int MaxSize = 1 + 2 * Bytes32.Size;

    /// <summary>The key for an event that this key deleted. The buffer has <see cref="MaxSize"/> bytes.</summary>
    public static ReadOnlySpan<byte> Event(in Bytes32 id, in Bytes32 key, Span<byte> buffer)
    {
        buffer[0] = 1;
        id.Span.CopyTo(buffer[1..]);
        key.Span.CopyTo(buffer[33..]);
        return buffer[..MaxSize];
    }

    /// <summary>The key for the versions of an address.</summary>
    public static ReadOnlySpan<byte> Address(in Bytes32 author, ushort kind, TextView d, Span<byte> buffer)
    {
        buffer[0] = 2;
        Term.AddressHash(author, kind, d, buffer[1..]);
        return buffer[..33];
    }

    /// <summary>Whether the key is that of a public key that vanished.</summary>
    public static bool IsOfVanished(ReadOnlySpan<byte> key) => key[0] == 3;

    /// <summary>The key for a public key that vanished.</summary>
    public static ReadOnlySpan<byte> Vanished(in Bytes32 key, Span<byte> buffer)
    {
        buffer[0] = 3;
        key.Span.CopyTo(buffer[1..]);
        return buffer[..33];
    }
}

/// <summary>The value of a tombstone, 40 bytes: the last second it covers, little-endian, and the id of the request.</summary>
public static class Tombstone
{
    /// <summary>The bytes of a value.</summary>
    public const int Size = 8 + Bytes32.Size;

    /// <summary>Writes a value.</summary>
    public static void Write(Span<byte> value, long upTo, in Bytes32 request)
    {
        BinaryPrimitives.WriteInt64LittleEndian(value, upTo);
        request.Span.CopyTo(value[8..]);
    }

    /// <summary>The last second that it covers.</summary>
    public static long UpTo(ReadOnlySpan<byte> value) => BinaryPrimitives.ReadInt64LittleEndian(value);

    /// <summary>The id of the request that left it.</summary>
    public static Bytes32 RequestOf(ReadOnlySpan<byte> value) => new(value[8..]);
}
