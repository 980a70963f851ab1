using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Relay.Policies;

/// <summary>So much reading in so much time: a bucket that fills evenly and may be overdrawn.</summary>
public sealed class ReadBudgetRule : IValidatableObject
{
    const long Most = 1_000_000_000_000;

    /// <summary>What is counted.</summary>
    [Description("What the rule counts: index entries that queries look at (Scanned), or bytes of stored events that are sent (Bytes).")]
    public ReadBudgetMeasure? Of { get; init; }

    /// <summary>Who has such a budget.</summary>
    [Description("What has a budget of its own: each connection, or each address.")]
    public ReadBudgetOwner? By { get; init; }

    /// <summary>How much in <see cref="Seconds"/>.</summary>
    [Description("How much is allowed within Seconds."), Range(1, Most)]
    public long? Count { get; init; }

    /// <summary>The time in which <see cref="Count"/> becomes free again.</summary>
    [Description("The budget regains Count evenly within this many seconds."), Range(1, 2_592_000)]
    public int Seconds { get; init; } = 60;

    /// <summary>How much a full budget is; null means <see cref="Count"/>.</summary>
    [Description("The size of a full budget. Default: Count."), Range(1, Most)]
    public long? Burst { get; init; }

    // A query that begins within its budget is rather finished than cut off; twice the budget is where that ends.
    /// <summary>By how much a running query may overdraw it; null means as much as it holds.</summary>
    [Description(
        "By how much running queries may overdraw the budget. While it is overdrawn, no new query begins. Default: Burst.")]
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
