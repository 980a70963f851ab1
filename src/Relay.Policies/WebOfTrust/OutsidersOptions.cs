using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Relay.Policies;

/// <summary><c>Relay:Policies:WebOfTrust:Outsiders</c>: what the keys that the web does not reach may do instead of nothing.</summary>
public sealed class OutsidersOptions : IValidatableObject
{
    // Off: a web of trust is mostly there to keep others out.
    /// <summary>The leading zero bits that an outsider's event must have; null means no work is asked for.</summary>
    [Description("How many leading zero bits the id of an outsider's event must have (NIP-13)."), Range(1, 256)]
    public int? MinDifficulty { get; init; }

    /// <summary>Events in <see cref="Seconds"/> of one outsider, and of all outsiders at one address; null means no limit.</summary>
    [Description(
        "How many events within Seconds the relay accepts from one outsider, and from all outsiders at one address together.")]
    [Range(1, 1_000_000)]
    public int? Count { get; init; }

    // A newcomer's few notes a day fit in, a flood does not.
    /// <summary>The time in which <see cref="Count"/> become free again.</summary>
    [Description("Count tokens flow back evenly within this many seconds."), Range(1, 2_592_000)]
    public int Seconds { get; init; } = 3_600;

    /// <summary>Whether outsiders may publish at all.</summary>
    internal bool IsOn => MinDifficulty is not null || Count is not null;

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext context)
    {
        if (Count is null && Seconds != new OutsidersOptions().Seconds)
            yield return new($"says nothing without {nameof(Count)}", [nameof(Seconds)]);
    }
}
