using Relay.Nostr;

namespace Relay.Policies;

/// <summary>Kinds that policies which restrict who may publish, or what, let through unless they are told otherwise.</summary>
static class Exemptions
{
    // Profiles (0), follow lists (3), relay lists (10002) and inbox lists (10050) are small, replace each other, and others must
    // find them; a request to vanish (62) is honoured from anyone (NIP-62); the keys of 24133 are thrown away after use (NIP-46).
    public static KindSet Kinds { get; } = KindSet.Of(0, 3, Kind.Vanish, 10002, 10050, 24133);

    // What strangers must be able to leave for somebody: gift wraps, whose keys are thrown away after use (1059, NIP-59), and receipts of
    // zaps, which a wallet signs (9735). In other kinds a mention is what spammers and bots that answer everybody write.
    /// <summary>Kinds in which naming somebody who may publish lets an event in, where that does.</summary>
    public static KindSet TaggingKinds { get; } = KindSet.Of(Kind.GiftWrap, Kind.Zap);

    /// <summary>What is wrong with the kinds in which naming somebody lets an event in, if anything.</summary>
    public static string? CheckTagging(bool allow, KindSet kinds) =>
        kinds.IsEmpty ? "is empty, so that nothing is let in: leave AllowTagging out instead"
        : !allow && !kinds.Equals(TaggingKinds) ? "says nothing without AllowTagging"
        : null;

    /// <summary>What is wrong with a list of exempt kinds, if anything.</summary>
    public static string? Check(KindSet exempt) =>
        exempt.Contains(Kind.Vanish) ? null : "must contain 62: requests to vanish are honoured from anyone (NIP-62)";
}
