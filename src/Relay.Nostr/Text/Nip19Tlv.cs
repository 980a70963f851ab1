using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Relay.Nostr;

/// <summary>
/// The type-length-value list in nprofile, nevent, naddr and nrelay, with one byte each for type and length. Unknown types are skipped, as
/// NIP-19 asks. If a type that may stand once is repeated, the first counts.
/// </summary>
ref struct Nip19Tlv
{
    const byte SpecialType = 0;
    const byte RelayType = 1;
    const byte AuthorType = 2;
    const byte KindType = 3;

    readonly List<string> _relays = [];

    public Nip19Tlv()
    {
    }

    public ReadOnlySpan<byte> Special { get; private set; }

    public bool HasSpecial { get; private set; }

    public byte[]? Author { get; private set; }

    public int? Kind { get; private set; }

    public readonly IReadOnlyList<string> Relays => _relays;

    /// <summary>Reads the whole list. Returns the reason if it is refused, else null.</summary>
    public string? Read(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            if (data.Length < 2 || data.Length - 2 < data[1])
                return "ends inside a field";
            var refusal = Take(data[0], data.Slice(2, data[1]));
            if (refusal is not null)
                return refusal;
            data = data[(2 + data[1])..];
        }

        return null;
    }

    /// <summary>Decodes UTF-8; null if it is invalid.</summary>
    public static string? Text(ReadOnlySpan<byte> utf8) => Utf8.IsValid(utf8) ? Encoding.UTF8.GetString(utf8) : null;

    string? Take(byte type, ReadOnlySpan<byte> value)
    {
        switch (type)
        {
            case SpecialType when !HasSpecial:
                Special = value;
                HasSpecial = true;
                return null;
            case RelayType:
                if (!Ascii.IsValid(value))
                    return "has a relay that is not ASCII";
                _relays.Add(Encoding.ASCII.GetString(value));
                return null;
            case AuthorType when Author is null:
                if (value.Length != Schnorr.PublicKeyLength)
                    return "has an author of the wrong length";
                Author = value.ToArray();
                return null;
            case KindType when Kind is null:
                if (value.Length != sizeof(uint) || BinaryPrimitives.ReadUInt32BigEndian(value) > ushort.MaxValue)
                    return "has a kind that is not four bytes from 0 to 65535";
                Kind = (int)BinaryPrimitives.ReadUInt32BigEndian(value);
                return null;
            default:
                return null;
        }
    }
}
