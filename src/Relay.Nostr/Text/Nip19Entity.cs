namespace Relay.Nostr;

/// <summary>The content of a NIP-19 text; what its type does not carry is null or empty.</summary>
public sealed class Nip19Entity
{
    internal Nip19Entity(Nip19EntityType type) => Type = type;

    /// <summary>What is named.</summary>
    public Nip19EntityType Type { get; }

    /// <summary>The public key of npub and nprofile, the author of naddr and, if given, of nevent; 32 bytes.</summary>
    public byte[]? PublicKey { get; internal init; }

    /// <summary>The event id of note and nevent; 32 bytes.</summary>
    public byte[]? EventId { get; internal init; }

    /// <summary>The "d" tag's value of naddr, possibly empty.</summary>
    public string? Identifier { get; internal init; }

    /// <summary>The kind of naddr and, if given, of nevent.</summary>
    public int? Kind { get; internal init; }

    /// <summary>Relay URLs as written, unchecked; for nrelay the one it names.</summary>
    public IReadOnlyList<string> Relays { get; internal init; } = [];
}
