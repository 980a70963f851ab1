using System.ComponentModel.DataAnnotations;

namespace Relay.Policies;

/// <summary><c>Relay:Policies:WebOfTrust:Outsiders</c>: what the keys may do that the web of trust does not reach.</summary>
public sealed class OutsidersOptions : IValidatableObject
{
    // Off: a web of trust is mostly there to keep others out.
    /// <summary>How many leading zero bits the id of an outsider's event must have (NIP-13). Default: none.</summary>
    [Range(1, 256)]
    public int? MinDifficulty { get; init; }

    /// <summary>
    /// How many events within <see cref="Seconds"/> the relay accepts from one outsider, and from all outsiders at one address together.
    /// Default: no limit.
    /// </summary>
    [Range(1, 1_000_000)]
    public int? Count { get; init; }

    // A newcomer's few notes a day fit in, a flood does not.
    /// <summary><see cref="Count"/> tokens flow back evenly within this many seconds.</summary>
    [Range(1, 2_592_000)]
    public int Seconds { get; init; } = 3_600;

    /// <summary>Whether outsiders may publish at all.</summary>
    internal bool IsOn => MinDifficulty is not null || Count is not null;

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext context)
    {
        if (Count is null && Seconds != new OutsidersOptions().Seconds)
            yield return new($"says nothing without {nameof(Count)}", [nameof(Seconds)]);
    }
}
