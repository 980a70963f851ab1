using System.ComponentModel.DataAnnotations;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>How far created_at of events of some kinds may lie in the past and in the future.</summary>
public sealed class CreatedAtRule : IKindRule
{
    internal bool SetsLimit => MaxSecondsAgo is not null || MaxSecondsAhead is not null;

    /// <summary>Kinds that the rule applies to. Default: all. The first rule that applies to a kind decides.</summary>
    public KindSet? Kinds { get; init; }

    /// <summary>
    /// How many seconds created_at may lie in the past. A rule that applies to gift wraps (1059) must allow at least 172800. Default: no
    /// limit.
    /// </summary>
    [Range(0, 4_000_000_000L)]
    public long? MaxSecondsAgo { get; init; }

    /// <summary>How many seconds created_at may lie in the future. Default: Relay:Limits:CreatedAtMaxSecondsAhead.</summary>
    [Range(0, 1_000_000_000L)]
    public long? MaxSecondsAhead { get; init; }
}
