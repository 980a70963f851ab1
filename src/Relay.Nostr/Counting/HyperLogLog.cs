using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Relay.Nostr;

/// <summary>
/// The registers of NIP-45. From them clients estimate how many authors several relays know together. A key serves as its own hash. The
/// filter determines which bytes of a key are read, so that nobody can mine keys that count for much in every filter.
/// </summary>
public sealed class HyperLogLog
{
    /// <summary>The number of registers, each of one byte.</summary>
    public const int RegisterCount = 256;

    /// <summary>
    /// The bytes of a key that are read after the one that names its register: seven, the most that all implementations read.
    /// </summary>
    const int Window = 7;

    const int FirstOffset = 8, LastOffset = 23;

    readonly byte[] _registers = new byte[RegisterCount];

    /// <summary>Empty registers that read keys from this byte on, 8 to 23.</summary>
    public HyperLogLog(int offset)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(offset, FirstOffset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, LastOffset);
        Offset = offset;
    }

    /// <summary>The byte of a key that names its register; the next ones are its value.</summary>
    public int Offset { get; }

    /// <summary>The registers.</summary>
    public ReadOnlySpan<byte> Registers => _registers;

    /// <summary>
    /// Empty registers for a query with a single filter that has one tag condition with one value; else null. With several values the
    /// offset would depend on the order in which a client writes them, and relays would not agree on it.
    /// </summary>
    public static HyperLogLog? For(IReadOnlyList<Filter> filters) =>
        filters is [{ Tags: [{ Values: [var value] }] }] ? new HyperLogLog(OffsetOf(value)) : null;

    /// <summary>Counts an author. Counting the same author again changes nothing.</summary>
    public void Add(in Bytes32 author)
    {
        var key = author.Span[Offset..];
        var window = BinaryPrimitives.ReadUInt64BigEndian(key) << 8;
        var value = (byte)(Math.Min(BitOperations.LeadingZeroCount(window), 8 * Window) + 1);
        ref var register = ref _registers[key[0]];
        if (register < value)
            register = value;
    }

    /// <summary>The registers as 512 hexadecimal digits.</summary>
    public override string ToString() => Convert.ToHexStringLower(_registers);

    /// <summary>
    /// The byte from which keys are read: 8 plus the 33rd hexadecimal digit of an id or key, of the key in an address, or of the SHA-256 of
    /// any other text.
    /// </summary>
    static int OffsetOf(TagValue value)
    {
        Span<byte> hash = stackalloc byte[Bytes32.Size];
        if (value.View.IsHex)
            value.View.Bytes.CopyTo(hash);
        else if (TryReadAddress(value.View.Bytes, out var author))
            author.Span.CopyTo(hash);
        else
            SHA256.HashData(Encoding.UTF8.GetBytes(value.ToString()), hash);
        return FirstOffset + (hash[Bytes32.Size / 2] >> 4);
    }

    /// <summary>
    /// Reads the author of any text that has the form of an address, even if its kind has no addresses: other relays do not check the kind
    /// either.
    /// </summary>
    static bool TryReadAddress(ReadOnlySpan<byte> text, out Bytes32 author)
    {
        author = default;
        var kind = text.IndexOf((byte)':');
        if (kind < 1 || text[..kind].ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return false;
        text = text[(kind + 1)..];
        return text.Length > 2 * Bytes32.Size && text[2 * Bytes32.Size] == ':' && Bytes32.TryParse(text[..(2 * Bytes32.Size)], out author);
    }
}
