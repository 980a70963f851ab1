using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Relay.Policies;

/// <summary><c>Relay:Policies:WebOfTrust:Outsiders</c>: what the keys that the web does not reach may do instead of nothing.</summary>
public sealed class OutsidersOptions : IValidatableObject
{
    // Off: a web of trust is mostly there to keep others out.
    /// <summary>The leading zero bits that an outsider's event must have; null means no work is asked for.</summary>
    [Description("Leading zero bits that the id of an outsider's event must have (NIP-13)."), Range(1, 256)]
    public int? MinDifficulty { get; init; }

    /// <summary>Events in <see cref="Seconds"/> of one outsider, and of all outsiders at one address; null means no limit.</summary>
    [Description("Events in Seconds that are accepted of one outsider, and of all outsiders at one address."), Range(1, 1_000_000)]
    public int? Count { get; init; }

    // A newcomer's few notes a day fit in, a flood does not.
    /// <summary>The time in which <see cref="Count"/> become free again.</summary>
    [Description("Seconds in which Count become free again, evenly."), Range(1, 2_592_000)]
    public int Seconds { get; init; } = 3_600;

    /// <summary>Whether outsiders may publish at all.</summary>
    internal bool IsOn => MinDifficulty is not null || Count is not null;

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext context)
    {
        if (Count is null && Seconds != new OutsidersOptions().Seconds)
            yield return new($"says nothing without {nameof(Count)}", [nameof(Seconds)]);
    }
}
