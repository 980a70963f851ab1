namespace Relay.Nostr;

/// <summary>An address <c>kind:pubkey:d</c> as <c>a</c> tags hold it. The <c>d</c> value may contain colons.</summary>
/// <param name="Kind">A replaceable or addressable kind.</param>
/// <param name="Author">The author.</param>
/// <param name="Identifier">The <c>d</c> value; empty for replaceable kinds.</param>
public readonly record struct EventAddress(ushort Kind, Bytes32 Author, TagValue Identifier)
{
    /// <summary>
    /// The address of a replaceable or addressable event. A missing <c>d</c> tag counts as an empty one, and only the first counts.
    /// </summary>
    public static EventAddress Of(EventView e)
    {
        TextView d = default;
        if (Nostr.Kind.ClassOf(e.Kind) == KindClass.Addressable)
            e.Tags.TryGetFirst("d"u8, out d);
        return new EventAddress(e.Kind, e.PublicKey, new TagValue(d));
    }

    /// <summary>Reads an address, splitting at the first two colons only. Replaceable kinds may leave out the last colon.</summary>
    public static bool TryParse(TextView value, out EventAddress address)
    {
        address = default;
        if (value.IsHex)
            return false;
        var text = value.Bytes;
        var colon = text.IndexOf((byte)':');
        if (colon is < 1 or > 5 || !TryReadKind(text[..colon], out var kind))
            return false;
        text = text[(colon + 1)..];
        if (text.Length < 64 || !Bytes32.TryParse(text[..64], out var author))
            return false;
        text = text[64..];
        var isAddressable = Nostr.Kind.ClassOf(kind) == KindClass.Addressable;
        if (text.IsEmpty ? isAddressable : text[0] != ':' || !isAddressable && text.Length > 1)
            return false;
        if (!Nostr.Kind.IsReplaced(kind))
            return false;
        address = new EventAddress(kind, author, TagValue.FromEscaped(isAddressable ? text[1..] : []));
        return true;
    }

    static bool TryReadKind(ReadOnlySpan<byte> digits, out ushort kind)
    {
        var value = 0;
        kind = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit((char)digit))
                return false;
            value = 10 * value + (digit - '0');
        }
        kind = (ushort)value;
        return value <= ushort.MaxValue;
    }
}
