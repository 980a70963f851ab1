namespace Relay.Nostr;

/// <summary>A subscription or query id as its client chose it, stored as JSON-escaped UTF-8 so that answers can copy it.</summary>
public readonly struct SubscriptionId : IEquatable<SubscriptionId>
{
    readonly byte[]? _escaped;

    internal SubscriptionId(ReadOnlySpan<byte> escaped) => _escaped = escaped.ToArray();

    /// <summary>The id with this text.</summary>
    public SubscriptionId(string text) => _escaped = JsonText.Escape(text);

    /// <summary>The id as JSON-escaped UTF-8, without quotes.</summary>
    public ReadOnlySpan<byte> Escaped => _escaped;

    /// <summary>The length in Unicode scalar values, the unit of the limit.</summary>
    public int Length => JsonText.CountCharacters(Escaped);

    /// <inheritdoc/>
    public bool Equals(SubscriptionId other) => Escaped.SequenceEqual(other.Escaped);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is SubscriptionId other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => SecretHash.Of(Escaped);

    /// <summary>The text.</summary>
    public override string ToString() => JsonText.Unescape(Escaped);
}
