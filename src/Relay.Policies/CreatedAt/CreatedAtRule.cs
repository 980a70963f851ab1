using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>How old and how early events of some kinds may be.</summary>
public sealed class CreatedAtRule : IKindRule
{
    internal bool SetsLimit => MaxSecondsAgo is not null || MaxSecondsAhead is not null;

    /// <summary>The kinds; null means all.</summary>
    [Description("Kinds that the rule is for; all unless set. The first rule for a kind decides.")]
    public KindSet? Kinds { get; init; }

    /// <summary>Seconds that <c>created_at</c> may lie in the past; null means any number.</summary>
    [Description("Seconds that created_at may lie in the past; at least 172800 where gift wraps (1059) are concerned.")]
    [Range(0, 4_000_000_000L)]
    public long? MaxSecondsAgo { get; init; }

    /// <summary>Seconds that <c>created_at</c> may lie in the future; null leaves it to the general limit.</summary>
    [Description("Seconds that created_at may lie in the future; Relay:Limits:CreatedAtMaxSecondsAhead unless set.")]
    [Range(0, 1_000_000_000L)]
    public long? MaxSecondsAhead { get; init; }
}
