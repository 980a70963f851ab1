using System.ComponentModel.DataAnnotations;

namespace Relay.Policies;

/// <summary>How much queries may read in a given time: a budget that fills evenly and that running queries may overdraw.</summary>
public sealed class ReadBudgetRule : IValidatableObject
{
    const long Most = 1_000_000_000_000;

    /// <summary>
    /// What the rule counts: index entries that queries look at (Scanned), or bytes of stored events that are sent (Bytes).
    /// </summary>
    public ReadBudgetMeasure? Of { get; init; }

    /// <summary>What has a budget of its own: each connection, or each address.</summary>
    public ReadBudgetOwner? By { get; init; }

    /// <summary>How much is allowed within <see cref="Seconds"/>.</summary>
    [Range(1, Most)]
    public long? Count { get; init; }

    /// <summary>The budget regains <see cref="Count"/> evenly within this many seconds.</summary>
    [Range(1, 2_592_000)]
    public int Seconds { get; init; } = 60;

    /// <summary>The size of a full budget. Default: <see cref="Count"/>.</summary>
    [Range(1, Most)]
    public long? Burst { get; init; }

    // A query that begins within its budget is rather finished than cut off; twice the budget is where that ends.
    /// <summary>By how much running queries may overdraw the budget. While it is overdrawn, no new query begins. Default: Burst.</summary>
    [Range(0, Most)]
    public long? MaxDebt { get; init; }

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext context)
    {
        if (Of is null)
            yield return new("needs a value", [nameof(Of)]);
        if (By is null)
            yield return new("needs a value", [nameof(By)]);
        if (Count is null)
            yield return new("needs a value", [nameof(Count)]);
    }
}
