using System.ComponentModel.DataAnnotations;
using Relay.Core;

namespace Relay.Policies;

/// <summary><c>Relay:Policies:EventSize</c>: how large events may be, by kind.</summary>
public sealed class EventSizeOptions : IValidatableObject
{
    // The size of a message bounds everything; what a kind needs beyond that is the operator's taste.
    /// <summary>How large events may be, by kind. Relay:Limits bounds all events in addition.</summary>
    public EventSizeRule[] Rules { get; init; } = [];

    internal bool IsOn => Rules.Length > 0;

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext context) =>
        KindRules.Check(Rules, static rule => rule.SetsLimit);

    /// <summary>Limits that can never refuse because the relay's general ones do so earlier.</summary>
    internal IEnumerable<(string Key, string Problem)> CheckAgainst(LimitsOptions limits)
    {
        for (var i = 0; i < Rules.Length; i++)
        {
            if (Rules[i].MaxBytes > limits.MaxMessageBytes)
                yield return Beyond(i, nameof(EventSizeRule.MaxBytes), nameof(limits.MaxMessageBytes), limits.MaxMessageBytes);
            if (Rules[i].MaxContentCharacters > limits.MaxMessageBytes)
                yield return Beyond(i, nameof(EventSizeRule.MaxContentCharacters), nameof(limits.MaxMessageBytes), limits.MaxMessageBytes);
            if (Rules[i].MaxTags > limits.MaxEventTags)
                yield return Beyond(i, nameof(EventSizeRule.MaxTags), nameof(limits.MaxEventTags), limits.MaxEventTags);
            if (Rules[i].MaxTagValueBytes > limits.MaxMessageBytes)
                yield return Beyond(i, nameof(EventSizeRule.MaxTagValueBytes), nameof(limits.MaxMessageBytes), limits.MaxMessageBytes);
        }
    }

    static (string Key, string Problem) Beyond(int rule, string key, string limit, int value) =>
        ($"{nameof(Rules)}:{rule}:{key}", $"never applies: Relay:Limits:{limit} refuses beyond {value}");
}
