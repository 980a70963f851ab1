using System.ComponentModel.DataAnnotations;
using Relay.Core;

namespace Relay.Policies;

/// <summary><c>Relay:Policies:TagCounts</c>: how many tags of a name events may have, by kind.</summary>
public sealed class TagCountsOptions : IValidatableObject
{
    // Lists of people and of hashtags are honest events, so what is too much depends on the kind.
    /// <summary>
    /// How many tags of a name an event may have, by kind. For each name the first rule that applies to the kind decides.
    /// </summary>
    public TagCountRule[] Rules { get; init; } = [];

    internal bool IsOn => Rules.Length > 0;

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext context)
    {
        foreach (var (_, rules) in ByName(Rules))
        {
            foreach (var problem in KindRules.Check(Array.ConvertAll(rules, i => Rules[i]), static rule => rule.SetsLimit, i => rules[i]))
                yield return problem;
        }
    }

    /// <summary>Limits that can never refuse because the relay's general one does so earlier.</summary>
    internal IEnumerable<(string Key, string Problem)> CheckAgainst(LimitsOptions limits)
    {
        for (var i = 0; i < Rules.Length; i++)
        {
            if (Rules[i].Max > limits.MaxEventTags)
            {
                yield return ($"{nameof(Rules)}:{i}:{nameof(TagCountRule.Max)}",
                    $"never applies: Relay:Limits:{nameof(limits.MaxEventTags)} refuses beyond {limits.MaxEventTags}");
            }
        }
    }

    /// <summary>The names that rules are for, and the places of their rules in the list.</summary>
    internal static IEnumerable<(string Name, int[] Rules)> ByName(TagCountRule[] rules) =>
        rules.Index()
            .Where(static rule => rule.Item.Tag is not null)
            .GroupBy(static rule => rule.Item.Tag!, static rule => rule.Index, StringComparer.Ordinal)
            .Select(static group => (group.Key, group.ToArray()));
}
