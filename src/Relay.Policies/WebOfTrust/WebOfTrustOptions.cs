using System.ComponentModel.DataAnnotations;
using Relay.Core;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary><c>Relay:Policies:WebOfTrust</c>: who may publish, by the follow lists (kind 3) that the relay has.</summary>
public sealed class WebOfTrustOptions : IValidatableObject
{
    /// <summary>
    /// Keys that the web of trust starts from (64 hex digits or npub): they are trusted, and so are the keys that they follow. Without
    /// seeds the policy is off.
    /// </summary>
    [PublicKeyText]
    public string[]? Seeds { get; init; }

    // The usual web: those whom one follows, and those whom they follow.
    /// <summary>
    /// How many steps trust goes along follow lists. 1: the keys that the seeds follow. 2: also the keys that these follow.
    /// </summary>
    [Range(1, 3)]
    public int Depth { get; init; } = 2;

    // One careless follow among hundreds of people is no recommendation; three of them seldom agree on a spammer.
    /// <summary>From the second step on, how many trusted keys must follow a key.</summary>
    [Range(1, 100_000)]
    public int MinFollowers { get; init; } = 3;

    // Three careless follows among a thousand do no harm, and three rogues bring in no more than a thousand keys.
    /// <summary>
    /// From the second step on, for how many keys one follower can vouch. A follower that the seeds do not follow themselves can vouch for
    /// a tenth of that.
    /// </summary>
    [Range(1, 100_000)]
    public int MaxVouches { get; init; } = 1_000;

    /// <summary>Other keys that may publish (64 hex digits or npub). The keys that they follow are not trusted for that reason.</summary>
    [PublicKeyText]
    public string[]? Trusted { get; init; }

    /// <summary>Files with more such keys, one per line; # begins a comment. The relay reads a file again when it changes.</summary>
    public string[]? TrustedFiles { get; init; }

    /// <summary>What the keys may do that the web of trust does not reach.</summary>
    public OutsidersOptions Outsiders { get; init; } = new();

    // Both: who switches a second policy on wants to restrict further.
    /// <summary>
    /// How the policy combines with Authors. And: an event must pass both. Or: passing one of them is enough. Keys in Authors:Denied are
    /// refused in either case.
    /// </summary>
    public TrustCombination Combine { get; init; }

    // A change shows before its author has looked for it, and a flood of changes costs one look at the lists.
    /// <summary>
    /// After a follow list changes, how many seconds the relay waits for more changes before it updates the web of trust.
    /// </summary>
    [Range(0, 3_600)]
    public int UpdateSeconds { get; init; } = 5;

    // For what no hook tells, such as imports.
    /// <summary>Minutes between two complete readings of all follow lists. They find lists that were imported.</summary>
    [Range(1, 10_080)]
    public int ReloadMinutes { get; init; } = 60;

    /// <summary>Also accept events of other keys if their kind is in <see cref="TaggingKinds"/> and a p tag names a trusted key.</summary>
    public bool AllowTagging { get; init; }

    /// <summary>
    /// Kinds of events that <see cref="AllowTagging"/> accepts from other keys. With kind 1, everybody who mentions a trusted key gets in.
    /// </summary>
    public KindSet TaggingKinds { get; init; } = Exemptions.TaggingKinds;

    /// <summary>Kinds that everybody may publish.</summary>
    public KindSet ExemptKinds { get; init; } = Exemptions.Kinds;

    internal bool IsOn => Seeds is { Length: > 0 };

    internal Bytes32[] SeedKeys
    {
        get
        {
            var keys = new List<Bytes32>();
            foreach (var seed in Seeds ?? [])
            {
                if (Nip19.TryParsePublicKey(seed, out var key, out _))
                    keys.Add(new Bytes32(key));
            }
            return [.. keys];
        }
    }

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext context)
    {
        if (Exemptions.Check(ExemptKinds) is { } problem)
            yield return new(problem, [nameof(ExemptKinds)]);
        if (Exemptions.CheckTagging(AllowTagging, TaggingKinds) is { } taggingProblem)
            yield return new(taggingProblem, [nameof(TaggingKinds)]);
        if (!IsOn && Combine != TrustCombination.And)
            yield return new($"says nothing without {nameof(Seeds)}", [nameof(Combine)]);
        if (!IsOn && (Trusted ?? TrustedFiles) is { Length: > 0 })
            yield return new($"says nothing without {nameof(Seeds)}: keys that may publish are Authors:Allowed", [nameof(Trusted)]);
        if (!IsOn && Outsiders.IsOn)
            yield return new($"says nothing without {nameof(Seeds)}", [nameof(Outsiders)]);
        var seeds = SeedKeys;
        for (var i = 0; i < seeds.Length; i++)
        {
            if (seeds.AsSpan(0, i).Contains(seeds[i]))
                yield return new("names a key that stands in the list already", [$"{nameof(Seeds)}:{i}"]);
        }
    }
}
