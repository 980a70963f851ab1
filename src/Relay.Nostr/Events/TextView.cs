namespace Relay.Nostr;

/// <summary>A string in a packed record: JSON-escaped UTF-8, or 32 bytes that stand for 64 hex digits.</summary>
public readonly ref struct TextView
{
    /// <summary>Wraps <paramref name="bytes"/>, which are in their packed form.</summary>
    public TextView(ReadOnlySpan<byte> bytes, bool isHex)
    {
        Bytes = bytes;
        IsHex = isHex;
    }

    /// <summary>The packed bytes: 32 raw ones if <see cref="IsHex"/>, else JSON-escaped UTF-8.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>Whether the text is 64 lowercase hex digits stored as 32 bytes.</summary>
    public bool IsHex { get; }

    /// <summary>Whether the text is empty.</summary>
    public bool IsEmpty => Bytes.IsEmpty;

    /// <summary>Whether the text equals <paramref name="text"/>, which must need no escaping and must not be a key or id.</summary>
    public bool Is(ReadOnlySpan<byte> text) => !IsHex && Bytes.SequenceEqual(text);

    /// <summary>Whether both texts are equal.</summary>
    public bool Equals(TextView other) => IsHex == other.IsHex && Bytes.SequenceEqual(other.Bytes);

    /// <summary>The text itself, unescaped.</summary>
    public override string ToString() => IsHex ? Convert.ToHexStringLower(Bytes) : JsonText.Unescape(Bytes);

    /// <summary>The number of bytes of the text as JSON-escaped UTF-8.</summary>
    public int EscapedLength => IsHex ? 64 : Bytes.Length;

    /// <summary>Writes the JSON-escaped UTF-8 text and returns its length.</summary>
    public int CopyEscapedTo(Span<byte> destination)
    {
        if (IsHex)
        {
            Hex.Encode(Bytes, destination[..64]);
            return 64;
        }
        Bytes.CopyTo(destination);
        return Bytes.Length;
    }
}
