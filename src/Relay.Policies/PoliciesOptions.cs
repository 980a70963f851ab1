using System.ComponentModel.DataAnnotations;
using Relay.Core;

namespace Relay.Policies;

/// <summary>Who may do what, and how much of it. Each policy is off until a setting switches it on.</summary>
public sealed class PoliciesOptions : IValidatableObject
{
    internal const string Section = "Relay:Policies";

    /// <summary>Which kinds of events the relay accepts.</summary>
    public KindsOptions Kinds { get; init; } = new();

    /// <summary>Whose events the relay accepts.</summary>
    public AuthorsOptions Authors { get; init; } = new();

    /// <summary>Who may read.</summary>
    public ReadersOptions Readers { get; init; } = new();

    /// <summary>How far created_at of an event may lie in the past and in the future.</summary>
    public CreatedAtOptions CreatedAt { get; init; } = new();

    /// <summary>How large events may be.</summary>
    public EventSizeOptions EventSize { get; init; } = new();

    /// <summary>How much work an event's id must show (NIP-13).</summary>
    public ProofOfWorkOptions ProofOfWork { get; init; } = new();

    /// <summary>How many tags of a name an event may have.</summary>
    public TagCountsOptions TagCounts { get; init; } = new();

    /// <summary>How many people an event may name.</summary>
    public MentionFloodOptions MentionFlood { get; init; } = new();

    /// <summary>Pictures, videos and sounds inside the content of events.</summary>
    public Base64MediaOptions Base64Media { get; init; } = new();

    /// <summary>References to keys and events in texts without nostr: before them.</summary>
    public UnprefixedReferencesOptions UnprefixedReferences { get; init; } = new();

    /// <summary>Words, patterns and domains that texts may not contain.</summary>
    public WordsOptions Words { get; init; } = new();

    /// <summary>A ban for some time after the relay has refused several texts of an author or from an address.</summary>
    public StrikesOptions Strikes { get; init; } = new();

    /// <summary>How often the same text may be published.</summary>
    public DuplicateTextOptions DuplicateText { get; init; } = new();

    /// <summary>What a filter may ask for.</summary>
    public FilterOptions Filter { get; init; } = new();

    /// <summary>How many events, queries, counts and connections are allowed in a given time.</summary>
    public RateLimitsOptions RateLimits { get; init; } = new();

    /// <summary>How much queries for stored events may read in a given time.</summary>
    public ReadBudgetOptions ReadBudget { get; init; } = new();

    /// <summary>Who may publish, by the follow lists (kind 3) that the relay has.</summary>
    public WebOfTrustOptions WebOfTrust { get; init; } = new();

    /// <summary>How many keys without a stored event may begin to publish.</summary>
    public NewKeysOptions NewKeys { get; init; } = new();

    /// <summary>A program that decides on events, with strfry's plugin protocol.</summary>
    public PluginOptions Plugin { get; init; } = new();

    /// <summary>What the relay's general limits make impossible: the whole key, and what is wrong with it.</summary>
    internal IEnumerable<(string Key, string Problem)> CheckAgainst(LimitsOptions limits)
    {
        foreach (var (key, problem) in CreatedAt.CheckAgainst(limits))
            yield return ($"{Section}:{nameof(CreatedAt)}:{key}", problem);
        foreach (var (key, problem) in EventSize.CheckAgainst(limits))
            yield return ($"{Section}:{nameof(EventSize)}:{key}", problem);
        foreach (var (key, problem) in TagCounts.CheckAgainst(limits))
            yield return ($"{Section}:{nameof(TagCounts)}:{key}", problem);
        foreach (var (key, problem) in Plugin.CheckAgainst(limits))
            yield return ($"{Section}:{nameof(Plugin)}:{key}", problem);
    }

    /// <summary>What policies need of the relay's own options and do not have: the whole key, and what is wrong with it.</summary>
    internal IEnumerable<(string Key, string Problem)> CheckAgainst(RelayOptions relay)
    {
        if (relay.PublicUrl is not null)
            yield break;
        const string Key = $"Relay:{nameof(relay.PublicUrl)}";
        if (Readers.IsOn)
            yield return (Key, "is needed where Policies:Readers asks who reads: the proof of a key names it");
        if (RateLimits.CountsAuthenticatedKeys)
            yield return (Key, "is needed where Policies:RateLimits counts by authenticated key: its proof names it");
    }

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext context)
    {
        if (WebOfTrust is { IsOn: true, Combine: TrustCombination.Or } && !Authors.IsRestricted)
        {
            yield return new(
                "is Or, and Authors lets everybody publish: give it Allowed or AllowedFiles",
                [$"{nameof(WebOfTrust)}:{nameof(WebOfTrust.Combine)}"]);
        }
        if (Strikes.IsOn && !Words.IsOn && !MentionFlood.IsOn && !Base64Media.Enabled)
        {
            yield return new(
                $"never applies: none of {nameof(Words)}, {nameof(MentionFlood)} and {nameof(Base64Media)} is on",
                [$"{nameof(Strikes)}:{nameof(Strikes.Count)}"]);
        }
    }
}
