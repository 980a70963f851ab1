namespace Relay.Nostr;

/// <summary>
/// The type of a NIP-19 text. Secret keys are missing here: only
/// <see cref="SecretKey.TryParse(ReadOnlySpan{char}, out SecretKey, out string)"/> reads them.
/// </summary>
public enum Nip19EntityType
{
    /// <summary>npub: a public key.</summary>
    PublicKey,

    /// <summary>note: an event's id.</summary>
    Note,

    /// <summary>nprofile: a public key and relays where to find it.</summary>
    Profile,

    /// <summary>nevent: an event's id, relays, and optionally its author and kind.</summary>
    Event,

    /// <summary>naddr: kind, author and identifier of an addressable event, and relays.</summary>
    Address,

    /// <summary>nrelay: a relay's URL.</summary>
    Relay,
}
