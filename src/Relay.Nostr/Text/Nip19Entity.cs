namespace Relay.Nostr;

/// <summary>The content of a NIP-19 text. Properties that its type does not have are null or empty.</summary>
public sealed class Nip19Entity
{
    internal Nip19Entity(Nip19EntityType type) => Type = type;

    /// <summary>The type of the text.</summary>
    public Nip19EntityType Type { get; }

    /// <summary>The public key of npub and nprofile, or the author of naddr and nevent (optional there); 32 bytes.</summary>
    public byte[]? PublicKey { get; internal init; }

    /// <summary>The event id of note and nevent; 32 bytes.</summary>
    public byte[]? EventId { get; internal init; }

    /// <summary>The "d" tag's value of naddr, possibly empty.</summary>
    public string? Identifier { get; internal init; }

    /// <summary>The kind of naddr and nevent (optional there).</summary>
    public int? Kind { get; internal init; }

    /// <summary>Relay URLs as written, unchecked. For nrelay it is the one that it names.</summary>
    public IReadOnlyList<string> Relays { get; internal init; } = [];
}
