using Relay.Nostr;

namespace Relay.Core;

/// <summary>Kinds that policies which restrict who may publish, or what, let through unless they are told otherwise.</summary>
static class Exemptions
{
    // Profiles (0), follow lists (3), relay lists (10002) and inbox lists (10050) are small, replace each other, and others must
    // find them; a request to vanish (62) is honoured from anyone (NIP-62); the keys of 24133 are thrown away after use (NIP-46).
    internal static KindSet Kinds { get; } = KindSet.Of(0, 3, Kind.Vanish, 10002, 10050, 24133);

    /// <summary>What is wrong with a list of exempt kinds, if anything.</summary>
    internal static string? Check(KindSet exempt) =>
        exempt.Contains(Kind.Vanish) ? null : "must contain 62: requests to vanish are honoured from anyone (NIP-62)";
}
