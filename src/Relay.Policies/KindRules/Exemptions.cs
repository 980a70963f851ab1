using Relay.Nostr;

namespace Relay.Policies;

/// <summary>The kinds that policies about who may publish, or what, let through by default.</summary>
static class Exemptions
{
    // Profiles (0), follow lists (3), relay lists (10002) and inbox lists (10050) are small, each replaces the one before, and others need
    // to find them. Requests to vanish (62) are honoured from any client (NIP-62). The keys of 24133 are used once (NIP-46).
    public static KindSet Kinds { get; } = KindSet.Of(0, 3, Kind.Vanish, 10002, 10050, 24133);

    // What strangers must be able to send to a user: gift wraps, whose keys are used once (1059, NIP-59), and zap receipts, which a wallet
    // signs (9735). In other kinds, most mentions by strangers are from spammers and bots.
    /// <summary>The kinds in which an event may mention an accepted key to be accepted, if the options allow that.</summary>
    public static KindSet TaggingKinds { get; } = KindSet.Of(Kind.GiftWrap, Kind.Zap);

    /// <summary>What is wrong with the kinds in which a mention lets an event in; null if nothing is.</summary>
    public static string? CheckTagging(bool allow, KindSet kinds) =>
        kinds.IsEmpty ? "is empty, so that nothing is let in: leave AllowTagging out instead"
        : !allow && !kinds.Equals(TaggingKinds) ? "says nothing without AllowTagging"
        : null;

    /// <summary>What is wrong with a list of exempt kinds; null if nothing is.</summary>
    public static string? Check(KindSet exempt) =>
        exempt.Contains(Kind.Vanish) ? null : "must contain 62: requests to vanish are honoured from anyone (NIP-62)";
}
