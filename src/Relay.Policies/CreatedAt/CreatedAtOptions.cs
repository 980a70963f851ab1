using System.ComponentModel.DataAnnotations;
using Relay.Core;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary><c>Relay:Policies:CreatedAt</c>: how far created_at of an event may lie in the past and in the future.</summary>
public sealed class CreatedAtOptions : IValidatableObject
{
    // Gift wraps are dated back by up to two days on purpose (NIP-59).
    const long GiftWrapSeconds = 2 * 24 * 60 * 60;

    // Old events are welcome: moving to a relay means publishing one's past again.
    /// <summary>How far created_at may lie in the past and in the future, by kind.</summary>
    public CreatedAtRule[] Rules { get; init; } = [];

    internal bool IsOn => Rules.Length > 0;

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext context)
    {
        foreach (var problem in KindRules.Check(Rules, static rule => rule.SetsLimit))
            yield return problem;
        var decided = KindRules.Decided(Rules);
        for (var i = 0; i < Rules.Length; i++)
        {
            if (Rules[i].MaxSecondsAgo < GiftWrapSeconds && decided[i].Contains(Kind.GiftWrap))
            {
                yield return new(
                    $"is below {GiftWrapSeconds}, but gift wraps (1059) are dated back by up to two days: give them a rule before this one",
                    [$"{nameof(Rules)}:{i}:{nameof(CreatedAtRule.MaxSecondsAgo)}"]);
            }
        }
    }

    /// <summary>Rules that can never refuse because the relay's general limit does so earlier.</summary>
    internal IEnumerable<(string Key, string Problem)> CheckAgainst(LimitsOptions limits)
    {
        for (var i = 0; i < Rules.Length; i++)
        {
            if (Rules[i].MaxSecondsAhead > limits.CreatedAtMaxSecondsAhead)
            {
                yield return ($"{nameof(Rules)}:{i}:{nameof(CreatedAtRule.MaxSecondsAhead)}",
                    $"never applies: Relay:Limits:CreatedAtMaxSecondsAhead refuses beyond {limits.CreatedAtMaxSecondsAhead}");
            }
        }
    }
}
