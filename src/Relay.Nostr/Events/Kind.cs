namespace Relay.Nostr;

/// <summary>Event kinds that mean something to a relay, and the class of every kind.</summary>
public static class Kind
{
    /// <summary>Profile metadata (NIP-01).</summary>
    public const ushort Metadata = 0;

    /// <summary>Short text note (NIP-10).</summary>
    public const ushort TextNote = 1;

    /// <summary>Follow list (NIP-02).</summary>
    public const ushort FollowList = 3;

    /// <summary>Encrypted direct message (NIP-04).</summary>
    public const ushort EncryptedDirectMessage = 4;

    /// <summary>Deletion request (NIP-09).</summary>
    public const ushort Deletion = 5;

    /// <summary>Repost of a note (NIP-18).</summary>
    public const ushort Repost = 6;

    /// <summary>Reaction (NIP-25).</summary>
    public const ushort Reaction = 7;

    /// <summary>Seal (NIP-59).</summary>
    public const ushort Seal = 13;

    /// <summary>Repost of anything but a note (NIP-18).</summary>
    public const ushort GenericRepost = 16;

    /// <summary>Request to vanish (NIP-62).</summary>
    public const ushort Vanish = 62;

    /// <summary>Gift wrap (NIP-59).</summary>
    public const ushort GiftWrap = 1059;

    /// <summary>Zap receipt (NIP-57).</summary>
    public const ushort Zap = 9735;

    /// <summary>Relay list (NIP-65).</summary>
    public const ushort RelayList = 10002;

    /// <summary>Ephemeral gift wrap (NIP-59), never stored.</summary>
    public const ushort EphemeralGiftWrap = 21059;

    /// <summary>Client authentication (NIP-42), never an ordinary event.</summary>
    public const ushort ClientAuthentication = 22242;

    /// <summary>Long-form article (NIP-23).</summary>
    public const ushort Article = 30023;

    /// <summary>The class of a kind. Kinds without one in NIP-01 count as regular.</summary>
    public static KindClass ClassOf(ushort kind) => kind switch
    {
        Metadata or FollowList => KindClass.Replaceable,
        >= 10000 and < 20000 => KindClass.Replaceable,
        >= 20000 and < 30000 => KindClass.Ephemeral,
        >= 30000 and < 40000 => KindClass.Addressable,
        _ => KindClass.Regular,
    };

    /// <summary>Whether a newer event of this kind replaces an older one.</summary>
    public static bool IsReplaced(ushort kind) => ClassOf(kind) is KindClass.Replaceable or KindClass.Addressable;
}
