using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Relay.Nostr;

namespace Relay.Core;

/// <summary><c>Relay:Policies:ProofOfWork</c>: how much work an event's id must show (NIP-13).</summary>
public sealed class ProofOfWorkOptions : IValidatableObject
{
    // Most clients do no work, and phones do it slowly.
    /// <summary>The leading zero bits that an event's id must have; null means no work is asked for.</summary>
    [Description("Leading zero bits that an event's id must have (NIP-13); no work is asked for unless set."), Range(1, 256)]
    public int? MinDifficulty { get; init; }

    // Clients that mine say what they aimed at, but the specification leaves it to them.
    /// <summary>Whether an event without a target in its nonce tag is refused, too.</summary>
    [Description("Refuse events whose nonce tag names no target, too; one below MinDifficulty always is.")]
    public bool RequireCommitment { get; init; }

    // A request to vanish is honoured from anyone (NIP-62).
    /// <summary>Kinds that need no work.</summary>
    [Description("Kinds that need no work.")]
    public KindSet ExemptKinds { get; init; } = KindSet.Of(Kind.Vanish);

    internal bool IsOn => MinDifficulty is not null;

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext context)
    {
        if (Exemptions.Check(ExemptKinds) is { } problem)
            yield return new(problem, [nameof(ExemptKinds)]);
        if (RequireCommitment && MinDifficulty is null)
            yield return new($"says nothing without {nameof(MinDifficulty)}", [nameof(RequireCommitment)]);
        if (ExemptKinds.Count > ushort.MaxValue)
            yield return new("exempts every kind", [nameof(ExemptKinds)]);
    }
}
