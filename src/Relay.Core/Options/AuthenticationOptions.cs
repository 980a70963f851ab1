using System.ComponentModel.DataAnnotations;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// <c>Relay:Authentication</c>: which clients must prove a key, and which events are only served to the keys they concern. Clients are only
/// asked to authenticate if <see cref="RelayOptions.PublicUrl"/> is set, because the proof names the relay.
/// </summary>
public sealed class AuthenticationOptions : IValidatableObject
{
    /// <summary>The kinds that are private unless configured otherwise: 4, 1059 and 21059 (NIP-04, NIP-17, NIP-59).</summary>
    public static KindSet UsuallyPrivate { get; } = KindSet.Parse("4,1059,21059");

    /// <summary>What clients must authenticate for (NIP-42). Needs Relay:PublicUrl.</summary>
    public AuthenticationRequirement RequiredTo { get; init; }

    // Clients that have no key at hand wait for ever when they are asked at once, for what they could do without.
    /// <summary>
    /// When the relay asks clients for their keys: when a request needs a key (OnDemand), or when they connect (OnConnect). Default:
    /// OnConnect if <see cref="RequiredTo"/> or Policies:Readers needs keys, otherwise OnDemand.
    /// </summary>
    public AuthenticationChallenge? Challenge { get; init; }

    // NIP-17 and NIP-65: whoever wants to write to somebody reads these first, from a relay where it has no key yet.
    /// <summary>
    /// Kinds that clients may read without authentication even if <see cref="RequiredTo"/> requires it. A filter passes if it names only
    /// such kinds.
    /// </summary>
    public KindSet OpenKinds { get; init; } = KindSet.Parse("0,3,10002,10050");

    // NIP-04, NIP-17 and NIP-59: direct messages, gift wraps and the ephemeral ones.
    /// <summary>Kinds of events that the relay sends only to their authors and to the keys in their p tags.</summary>
    public KindSet PrivateKinds { get; init; } = UsuallyPrivate;

    // NIP-37 advises this to relays that keep drafts; for others such an event is one like any other, and encrypted.
    /// <summary>Kinds of events that the relay sends only to their authors. For drafts (NIP-37), set 1234,10013,31234.</summary>
    public KindSet AuthorOnlyKinds { get; init; } = KindSet.Empty;

    // NIP-42 suggests about ten minutes.
    /// <summary>How many seconds the time of an AUTH event may differ from the relay's clock.</summary>
    [Range(1, 86_400)]
    public int MaxClockDifferenceSeconds { get; init; } = 600;

    // A client with several accounts has a handful of keys. Every private event is compared with each of them.
    /// <summary>How many keys one connection may prove.</summary>
    [Range(1, 1_000)]
    public int MaxKeys { get; init; } = 20;

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext context)
    {
        var hidden = PrivateKinds.Or(AuthorOnlyKinds);
        if (PrivateKinds.Overlaps(AuthorOnlyKinds))
            yield return new($"names {PrivateKinds.And(AuthorOnlyKinds)}, which PrivateKinds names too", [nameof(AuthorOnlyKinds)]);
        if (OpenKinds.Overlaps(hidden))
            yield return new($"names {OpenKinds.And(hidden)}, which are served to some only", [nameof(OpenKinds)]);
    }
}
