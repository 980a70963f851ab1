using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Relay.Nostr;

namespace Relay.Core;

/// <summary><c>Relay:Policies:CreatedAt</c>: how old and how early events may be.</summary>
public sealed class CreatedAtOptions : IValidatableObject
{
    // Gift wraps are dated back by up to two days on purpose (NIP-59).
    const long GiftWrapSeconds = 2 * 24 * 60 * 60;

    // Old events are welcome: moving to a relay means publishing one's past again.
    /// <summary>The rules; the first one for an event's kind decides, and without one any time is right.</summary>
    [Description("How old and how early events may be, by kind.")]
    public CreatedAtRule[] Rules { get; init; } = [];

    internal bool IsOn => Rules.Length > 0;

    /// <summary>The limits of the rule that is for every kind, if it is the only one that sets any.</summary>
    internal CreatedAtRule? ForAll => Rules is [{ Kinds: null } only] ? only : null;

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext context)
    {
        var decided = KindSet.Empty;
        for (var i = 0; i < Rules.Length; i++)
        {
            var rule = Rules[i];
            var kinds = (rule.Kinds ?? KindSet.All).Except(decided);
            decided = decided.Or(kinds);
            if (kinds.IsEmpty)
                yield return new("never applies: the rules before it are for all its kinds", [$"{nameof(Rules)}:{i}"]);
            else if (rule is { MaxSecondsAgo: null, MaxSecondsAhead: null } && !Rules[(i + 1)..].Any(later => IsFor(later, kinds)))
                yield return new("sets no limit and exempts its kinds from no later rule", [$"{nameof(Rules)}:{i}"]);
            if (rule.MaxSecondsAgo < GiftWrapSeconds && kinds.Contains(Kind.GiftWrap))
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

    static bool IsFor(CreatedAtRule rule, KindSet kinds) => rule.Kinds?.Overlaps(kinds) != false;
}
