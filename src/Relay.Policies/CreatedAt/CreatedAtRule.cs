using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>How old and how early events of some kinds may be.</summary>
public sealed class CreatedAtRule : IKindRule
{
    internal bool SetsLimit => MaxSecondsAgo is not null || MaxSecondsAhead is not null;

    /// <summary>The kinds; null means all.</summary>
    [Description("Kinds that the rule applies to. Default: all. The first rule that applies to a kind decides.")]
    public KindSet? Kinds { get; init; }

    /// <summary>Seconds that <c>created_at</c> may lie in the past; null means any number.</summary>
    [Description("How many seconds created_at may lie in the past. A rule that applies to gift wraps (1059) must allow at least 172800.")]
    [Range(0, 4_000_000_000L)]
    public long? MaxSecondsAgo { get; init; }

    /// <summary>Seconds that <c>created_at</c> may lie in the future; null leaves it to the general limit.</summary>
    [Description("How many seconds created_at may lie in the future. Default: Relay:Limits:CreatedAtMaxSecondsAhead.")]
    [Range(0, 1_000_000_000L)]
    public long? MaxSecondsAhead { get; init; }
}
