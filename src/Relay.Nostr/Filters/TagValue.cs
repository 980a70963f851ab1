namespace Relay.Nostr;

/// <summary>A tag value of a filter, in the packed form of <see cref="TextView"/>, so that matching compares bytes.</summary>
public readonly struct TagValue : IComparable<TagValue>, IEquatable<TagValue>
{
    // Either the bytes of this value, or those of all values of a condition one after the other.
    readonly byte[] _bytes;
    readonly int _start;
    readonly int _lengthAndForm;

    internal TagValue(byte[] bytes, int start, int length, bool isHex)
    {
        _bytes = bytes;
        _start = start;
        _lengthAndForm = length << 1 | (isHex ? 1 : 0);
    }

    /// <summary>The value of a text.</summary>
    public TagValue(string text) => this = FromEscaped(JsonText.Escape(text));

    /// <summary>The value of an id or key.</summary>
    public TagValue(Bytes32 value)
        : this(value.Span.ToArray(), 0, Bytes32.Size, isHex: true)
    {
    }

    /// <summary>Copies a value.</summary>
    public TagValue(TextView text)
        : this(text.Bytes.ToArray(), 0, text.Bytes.Length, text.IsHex)
    {
    }

    /// <summary>The value, without a copy.</summary>
    public TextView View => new(_bytes.AsSpan(_start, _lengthAndForm >>> 1), (_lengthAndForm & 1) != 0);

    /// <summary>The value of a text that is already escaped in the one spelling.</summary>
    internal static TagValue FromEscaped(ReadOnlySpan<byte> escaped) =>
        Bytes32.TryParse(escaped, out var value) ? new TagValue(value) : new TagValue(escaped.ToArray(), 0, escaped.Length, isHex: false);

    /// <inheritdoc/>
    public int CompareTo(TagValue other) => Compare(View, other.View);

    /// <inheritdoc/>
    public bool Equals(TagValue other) => View.Equals(other.View);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TagValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => SecretHash.Of(View.Bytes);

    /// <summary>The text.</summary>
    public override string ToString() => View.ToString();

    internal static int Compare(TextView left, TextView right) =>
        left.IsHex == right.IsHex ? left.Bytes.SequenceCompareTo(right.Bytes) : left.IsHex ? 1 : -1;
}
