using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Relay.Core;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary><c>Relay:Policies:WebOfTrust</c>: who may publish, by the follow lists (kind 3) that the relay has.</summary>
public sealed class WebOfTrustOptions : IValidatableObject
{
    /// <summary>The keys where trust begins, as 64 hex digits or npub; none switches the policy off.</summary>
    [Description("Keys that are trusted and whose follows are, as 64 hex digits or npub; none switches the policy off."), PublicKeyText]
    public string[]? Seeds { get; init; }

    // The usual web: those whom one follows, and those whom they follow.
    /// <summary>How many steps of following trust goes.</summary>
    [Description("How many steps of following trust goes: 1 is those whom the seeds follow, 2 whom these follow as well."), Range(1, 3)]
    public int Depth { get; init; } = 2;

    // One careless follow among hundreds of people is no recommendation; three of them seldom agree on a spammer.
    /// <summary>How many trusted keys must follow a key that the seeds do not follow themselves.</summary>
    [Description("How many trusted keys must follow a key from the second step on."), Range(1, 100_000)]
    public int MinFollowers { get; init; } = 3;

    // Three careless follows among a thousand do no harm, and three rogues bring in no more than a thousand keys.
    /// <summary>For how many keys one follower can vouch from the second step on.</summary>
    [Description("For how many keys one follower can vouch from the second step on; a tenth, if the seeds do not follow it themselves.")]
    [Range(1, 100_000)]
    public int MaxVouches { get; init; } = 1_000;

    /// <summary>Keys that may publish and whose follows count for nothing.</summary>
    [Description("Keys that may publish, too, as 64 hex digits or npub; whom they follow counts for nothing."), PublicKeyText]
    public string[]? Trusted { get; init; }

    /// <summary>Files with further such keys, one a line.</summary>
    [Description("Files with further such keys, one a line, # for comments; read again when they change.")]
    public string[]? TrustedFiles { get; init; }

    /// <summary>What everybody else may do.</summary>
    public OutsidersOptions Outsiders { get; init; } = new();

    // Both: who switches a second policy on wants to restrict further.
    /// <summary>How this policy and <c>Authors</c> go together.</summary>
    [Description("With Authors: And, an event must pass both; Or, one of them is enough. Authors:Denied denies in either case.")]
    public TrustCombination Combine { get; init; }

    // A change shows before its author has looked for it, and a flood of changes costs one look at the lists.
    /// <summary>Seconds for which changes of follow lists are gathered before the web is made anew.</summary>
    [Description("Seconds for which new follow lists are gathered before the web follows them."), Range(0, 3_600)]
    public int UpdateSeconds { get; init; } = 5;

    // For what no hook tells, such as imports.
    /// <summary>Minutes after which all lists are read again.</summary>
    [Description("Minutes after which all follow lists are read again, for those that came by import."), Range(1, 10_080)]
    public int ReloadMinutes { get; init; } = 60;

    /// <summary>Whether events that name a trusted key in a p tag are accepted from anybody.</summary>
    [Description("Accept events of others, of TaggingKinds, that name a trusted key in a p tag.")]
    public bool AllowTagging { get; init; }

    /// <summary>The kinds in which naming a trusted key lets an event of others in.</summary>
    [Description("Kinds in which AllowTagging lets events of others in; with kind 1, everybody who mentions a trusted key gets in.")]
    public KindSet TaggingKinds { get; init; } = Exemptions.TaggingKinds;

    /// <summary>Kinds that everybody may publish.</summary>
    [Description("Kinds that everybody may publish.")]
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
