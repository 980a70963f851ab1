using System.ComponentModel.DataAnnotations;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary><c>Relay:Policies:ProofOfWork</c>: how much work an event's id must show (NIP-13).</summary>
public sealed class ProofOfWorkOptions : IValidatableObject
{
    // Most clients do no work, and phones do it slowly.
    /// <summary>How many leading zero bits an event's id must have (NIP-13) if no rule applies to its kind. Default: none.</summary>
    [Range(1, 256)]
    public int? MinDifficulty { get; init; }

    // Reactions are many and small, articles few: what is a fair price depends on the kind.
    /// <summary>How much work events need, by kind. <see cref="MinDifficulty"/> decides if no rule applies to a kind.</summary>
    public ProofOfWorkRule[] Rules { get; init; } = [];

    // Clients that mine say what they aimed at, but the specification leaves it to them.
    /// <summary>Also refuse events whose nonce tag names no target. A target that is too low is always refused.</summary>
    public bool RequireCommitment { get; init; }

    // A request to vanish is honoured from anyone (NIP-62).
    /// <summary>Kinds that need no work.</summary>
    public KindSet ExemptKinds { get; init; } = KindSet.Of(Kind.Vanish);

    internal bool IsOn => MinDifficulty is not null || Rules.Length > 0;

    /// <summary>What is asked of every kind that no rule names and that is not exempt; 0 if nothing is.</summary>
    internal int GeneralDifficulty => KindRules.ForAllKinds(AllRules)?.MinDifficulty ?? 0;

    /// <summary>The rules, and the general value as the last of them.</summary>
    internal ProofOfWorkRule[] AllRules =>
        MinDifficulty is null ? Rules : [.. Rules, new ProofOfWorkRule { MinDifficulty = MinDifficulty }];

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext context)
    {
        if (Exemptions.Check(ExemptKinds) is { } problem)
            yield return new(problem, [nameof(ExemptKinds)]);
        if (RequireCommitment && !IsOn)
            yield return new($"says nothing without {nameof(MinDifficulty)}", [nameof(RequireCommitment)]);
        if (ExemptKinds.Count > ushort.MaxValue)
            yield return new("exempts every kind", [nameof(ExemptKinds)]);
        foreach (var result in CheckRules())
            yield return result;
    }

    IEnumerable<ValidationResult> CheckRules()
    {
        var rules = AllRules;
        var decided = KindRules.Decided(rules);
        if (rules.Length > Rules.Length && decided[^1].IsEmpty)
            yield return new("never applies: the rules are for all kinds", [nameof(MinDifficulty)]);
        // The last of all is no rule of the list: what is wrong with it is said above.
        foreach (var result in KindRules.Check(rules, static rule => rule.SetsLimit))
        {
            if (!result.MemberNames.Contains($"{nameof(Rules)}:{Rules.Length}"))
                yield return result;
        }
        for (var i = 0; i < Rules.Length; i++)
        {
            if (!decided[i].IsEmpty && decided[i].Except(ExemptKinds).IsEmpty)
                yield return new($"never applies: {nameof(ExemptKinds)} exempts its kinds", [$"{nameof(Rules)}:{i}"]);
        }
    }
}
