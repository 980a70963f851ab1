using System.Buffers.Binary;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// The records of state that an <see cref="EngineStore"/> keeps in its engine, by the first byte of their keys:
/// <code>
/// 0                        the highest and the lowest number that were given out, 2 × 8 bytes
/// 1, 2, 3                  what must not be stored again, see TombstoneKey
/// 4 | public key 32        a request to vanish whose events are being erased; the value is Tombstone
/// 5 | second 8 | id 32     an event that expires in this second
/// </code>
/// </summary>
static class StateKeys
{
    public static readonly StateKey Numbers = new([0]);
    public static readonly StateKey FirstTombstone = new([1]);
    public static readonly StateKey FirstVanishing = new([4]);
    public static readonly StateKey FirstExpiration = new([5]);
    public static readonly StateKey AfterExpirations = new([6]);

    public static readonly ReadOnlyMemory<byte> Present = new byte[] { 1 };

    public static StateKey Event(in Bytes32 id, in Bytes32 by)
    {
        Span<byte> key = stackalloc byte[TombstoneKey.MaxSize];
        return new(TombstoneKey.Event(id, by, key).ToArray());
    }

    public static StateKey Address(EventAddress address)
    {
        Span<byte> key = stackalloc byte[TombstoneKey.MaxSize];
        return new(TombstoneKey.Address(address.Author, address.Kind, address.Identifier.View, key).ToArray());
    }

    public static StateKey Vanished(in Bytes32 key)
    {
        Span<byte> buffer = stackalloc byte[TombstoneKey.MaxSize];
        return new(TombstoneKey.Vanished(key, buffer).ToArray());
    }

    public static StateKey Vanishing(in Bytes32 key) => new([4, .. key.Span]);

    public static StateKey Expiration(EventView e) => new([.. ExpirationsFrom(e.Expiration).Span, .. e.Id.Span]);

    /// <summary>Before all events that expire in this second.</summary>
    public static StateKey ExpirationsFrom(long second)
    {
        var key = new byte[9];
        key[0] = 5;
        BinaryPrimitives.WriteInt64BigEndian(key.AsSpan(1), second);
        return new(key);
    }

    public static long SecondOf(StateKey expiration) => BinaryPrimitives.ReadInt64BigEndian(expiration.Span[1..]);

    public static Bytes32 IdOf(StateKey expiration) => new(expiration.Span[9..]);

    public static Vanishing ReadVanishing(StateRecord record) =>
        new(new Bytes32(record.Key.Span[1..]), Tombstone.UpTo(record.Value.Span), Tombstone.RequestOf(record.Value.Span));

    public static ReadOnlyMemory<byte> Until(long upTo, in Bytes32 request)
    {
        var value = new byte[Tombstone.Size];
        Tombstone.Write(value, upTo, request);
        return value;
    }

    public static ReadOnlyMemory<byte> WriteNumbers(long high, long low)
    {
        var value = new byte[2 * sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(value, high);
        BinaryPrimitives.WriteInt64BigEndian(value.AsSpan(sizeof(long)), low);
        return value;
    }

    public static (long High, long Low) ReadNumbers(ReadOnlySpan<byte> value) =>
        (BinaryPrimitives.ReadInt64BigEndian(value), BinaryPrimitives.ReadInt64BigEndian(value[sizeof(long)..]));
}
