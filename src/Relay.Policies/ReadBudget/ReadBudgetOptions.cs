using System.ComponentModel.DataAnnotations;

namespace Relay.Policies;

/// <summary><c>Relay:Policies:ReadBudget</c>: how much queries for stored events may read in a given time.</summary>
public sealed class ReadBudgetOptions : IValidatableObject
{
    // What a relay can bear depends on its machine, and what clients need on what it is for.
    /// <summary>
    /// How much queries for stored events (REQ and COUNT) may read in a given time. All rules apply. They do not apply to this machine.
    /// </summary>
    public ReadBudgetRule[] Rules { get; init; } = [];

    // As many as the addresses that a rate limit knows: what is forgotten begins again with a full budget.
    /// <summary>
    /// For how many connections or addresses each rule keeps a budget, about 65 bytes each. One more replaces the budget that was used
    /// least recently.
    /// </summary>
    [Range(1_000, 10_000_000)]
    public int MaxBudgets { get; init; } = 100_000;

    internal bool IsOn => Rules.Length > 0;

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext context)
    {
        for (var i = 1; i < Rules.Length; i++)
        {
            var rule = Rules[i];
            var earlier = Array.FindIndex(
                Rules, 0, i, other => other.Of == rule.Of && other.By == rule.By && other.Seconds == rule.Seconds);
            if (earlier >= 0)
                yield return new($"limits the same over the same time as {nameof(Rules)}:{earlier}", [$"{nameof(Rules)}:{i}"]);
        }
    }
}
