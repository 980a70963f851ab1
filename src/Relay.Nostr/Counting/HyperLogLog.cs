using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Relay.Nostr;

/// <summary>
/// The registers of NIP-45 from which clients estimate how many authors several relays know together. Keys serve as their own hashes;
/// where in a key to look follows from the filter, so that nobody mines keys that count for much everywhere.
/// </summary>
public sealed class HyperLogLog
{
    /// <summary>The number of registers, each of one byte.</summary>
    public const int RegisterCount = 256;

    /// <summary>Bytes after the one that names the register; the most that all implementations look at.</summary>
    const int Window = 7;

    const int FirstOffset = 8, LastOffset = 23;

    readonly byte[] _registers = new byte[RegisterCount];

    /// <summary>Empty registers that look at keys from this byte on.</summary>
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
    /// Empty registers for a query, null if there can be none: a single filter with one tag condition of one value tells all relays
    /// the same offset; with several it would depend on the order in which a client writes them.
    /// </summary>
    public static HyperLogLog? For(IReadOnlyList<Filter> filters) =>
        filters is [{ Tags: [{ Values: [var value] }] }] ? new HyperLogLog(OffsetOf(value)) : null;

    /// <summary>Counts an author, who may come again.</summary>
    public void Add(in Bytes32 author)
    {
        var key = author.Span[Offset..];
        var window = BinaryPrimitives.ReadUInt64BigEndian(key) << 8;
        var value = (byte)(Math.Min(BitOperations.LeadingZeroCount(window), 8 * Window) + 1);
        ref var register = ref _registers[key[0]];
        if (register < value)
            register = value;
    }

    /// <summary>512 hexadecimal digits.</summary>
    public override string ToString() => Convert.ToHexStringLower(_registers);

    /// <summary>The digit in the middle of an id or key, of the key of an address, or of the hash of any other text, plus 8.</summary>
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

    /// <summary>Whatever has the form of one, also where the kind has no addresses: other relays do not look either.</summary>
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
