using System.ComponentModel.DataAnnotations;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary><c>Relay:Policies:NewKeys</c>: how many keys without a stored event may begin to publish. This machine is exempt.</summary>
public sealed class NewKeysOptions : IValidatableObject
{
    // Off: it is an emergency brake. A household has some people, a mobile network's gateway hundreds.
    /// <summary>
    /// How many new keys (keys without a stored event) may begin to publish from one address within <see cref="WindowSeconds"/>. If it is
    /// not set, the policy is off.
    /// </summary>
    [Range(1, 1_000_000)]
    public int? MaxPerAddress { get; init; }

    // Off: attackers with many addresses can take all places, and shut honest newcomers out as long as they go on.
    /// <summary>
    /// How many new keys may begin to publish from all addresses together. Default: no limit. An attacker with many addresses can use up
    /// this number, so that honest new keys have to wait.
    /// </summary>
    [Range(1, 1_000_000)]
    public int? Max { get; init; }

    // Long enough that an address cannot make many keys known in a day, short enough to come back.
    /// <summary>The time for <see cref="MaxPerAddress"/> and Max, in seconds. Places become free again evenly.</summary>
    [Range(1, 2_592_000)]
    public int WindowSeconds { get; init; } = 3600;

    // Requests to vanish (62) are honoured from anyone (NIP-62). Keys of gift wraps (1059) are made for one of them (NIP-59), those of
    // remote signing (24133) and wallets (23194, 23195) for a connection (NIP-46, NIP-47), and never become known. Profiles (0) and
    // relay lists (10002) are not here: a throwaway key's are as worthless as the rest of it.
    /// <summary>
    /// Kinds that every key may publish. They do not make a key known. Limit gift wraps (1059) by a rate limit by Recipient.
    /// </summary>
    public KindSet ExemptKinds { get; init; } = KindSet.Of(Kind.Vanish, 1059, 23194, 23195, 24133);

    // As many as publish on a large relay in a day; others are looked up again, which costs less than their signature.
    /// <summary>
    /// How many known keys, and how many new keys, are kept in memory, about 65 bytes each. Other keys are looked up in the store again.
    /// </summary>
    [Range(1_000, 10_000_000)]
    public int MaxKeys { get; init; } = 100_000;

    internal bool IsOn => MaxPerAddress is not null || Max is not null;

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext context)
    {
        if (Exemptions.Check(ExemptKinds) is { } problem)
            yield return new(problem, [nameof(ExemptKinds)]);
        if (MaxPerAddress is null && Max is not null)
            yield return new("needs a value where Max has one: one address could take all places", [nameof(MaxPerAddress)]);
        if (MaxPerAddress > Max)
            yield return new("is more than Max", [nameof(MaxPerAddress)]);
        if (Max > MaxKeys)
            yield return new("is more than MaxKeys, so that new keys would be forgotten at once", [nameof(Max)]);
    }
}
