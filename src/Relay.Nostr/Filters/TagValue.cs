namespace Relay.Nostr;

/// <summary>A tag value as a filter holds it: in the packed form of <see cref="TextView"/>, so matching compares bytes.</summary>
public readonly struct TagValue : IComparable<TagValue>, IEquatable<TagValue>
{
    readonly byte[] _bytes;
    readonly bool _isHex;

    TagValue(byte[] bytes, bool isHex)
    {
        _bytes = bytes;
        _isHex = isHex;
    }

    /// <summary>The value of a text.</summary>
    public TagValue(string text) => this = FromEscaped(JsonText.Escape(text));

    /// <summary>The value of an id or key.</summary>
    public TagValue(Bytes32 value)
    {
        _bytes = value.Span.ToArray();
        _isHex = true;
    }

    /// <summary>Copies a value.</summary>
    public TagValue(TextView text)
    {
        _bytes = text.Bytes.ToArray();
        _isHex = text.IsHex;
    }

    /// <summary>The value in place.</summary>
    public TextView View => new(_bytes, _isHex);

    /// <summary>The value of text in the one escaped spelling.</summary>
    internal static TagValue FromEscaped(ReadOnlySpan<byte> escaped) =>
        Bytes32.TryParse(escaped, out var value) ? new TagValue(value) : new TagValue(escaped.ToArray(), isHex: false);

    /// <inheritdoc/>
    public int CompareTo(TagValue other) => Compare(View, other.View);

    /// <inheritdoc/>
    public bool Equals(TagValue other) => View.Equals(other.View);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TagValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => SecretHash.Of(_bytes);

    /// <summary>The text.</summary>
    public override string ToString() => View.ToString();

    internal static int Compare(TextView left, TextView right) =>
        left.IsHex == right.IsHex ? left.Bytes.SequenceCompareTo(right.Bytes) : left.IsHex ? 1 : -1;
}
