using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// The one function that decides who may see an event. Every surface asks it: stored, live, limit 0, ids and COUNT.
/// Expiry is no matter of who asks; stores hide expired events themselves.
/// </summary>
public sealed class Visibility
{
    Visibility(bool seesAll) => SeesAll = seesAll;

    /// <summary>The operator's own commands.</summary>
    public static Visibility Everything { get; } = new(seesAll: true);

    /// <summary>A client that has proved no key: private messages and gift wraps do not exist for it.</summary>
    public static Visibility Public { get; } = new(seesAll: false);

    /// <summary>Whether no kind is hidden.</summary>
    public bool SeesAll { get; }

    /// <summary>Whether events of this kind are served to the keys they concern only (NIP-04, NIP-17, NIP-59).</summary>
    public static bool IsProtected(ushort kind) => kind is Kind.EncryptedDirectMessage or Kind.GiftWrap or Kind.EphemeralGiftWrap;

    /// <summary>Whether every event of this kind is visible, so that no record need be looked at.</summary>
    public bool SeesAllOf(ushort kind) => SeesAll || !IsProtected(kind);

    /// <summary>Whether the event exists for the asker.</summary>
    public bool CanSee(EventView e) => SeesAllOf(e.Kind);
}
