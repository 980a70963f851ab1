using System.ComponentModel.DataAnnotations;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>Functions for lists of rules by kind.</summary>
static class KindRules
{
    /// <summary>The first rule for the kind; null if there is no rule for it.</summary>
    public static TRule? Find<TRule>(TRule[] rules, ushort kind) where TRule : class, IKindRule
    {
        foreach (var rule in rules)
        {
            if (rule.Kinds?.Contains(kind) != false)
                return rule;
        }
        return null;
    }

    /// <summary>The rule that names no kinds, and so is for all kinds without another rule; null if there is no such rule.</summary>
    public static TRule? ForAllKinds<TRule>(TRule[] rules) where TRule : class, IKindRule =>
        Array.Find(rules, static rule => rule.Kinds is null);

    /// <summary>The kinds that each rule decides: those that it names and no rule before it names.</summary>
    public static KindSet[] Decided(IReadOnlyList<IKindRule> rules)
    {
        var left = KindSet.All;
        var decided = new KindSet[rules.Count];
        for (var i = 0; i < decided.Length; i++)
        {
            decided[i] = left.And(rules[i].Kinds ?? KindSet.All);
            left = left.Except(decided[i]);
        }
        return decided;
    }

    /// <summary>
    /// Problems of a list named <c>Rules</c>: rules that never apply, or that set nothing and exempt no kind from a later rule.
    /// </summary>
    public static IEnumerable<ValidationResult> Check<TRule>(IReadOnlyList<TRule> rules, Func<TRule, bool> setsLimit)
        where TRule : IKindRule =>
        Check(rules, setsLimit, static i => i);

    /// <summary>The same for rules that are a part of the list. <paramref name="placeOf"/> gives their places in the whole list.</summary>
    public static IEnumerable<ValidationResult> Check<TRule>(
        IReadOnlyList<TRule> rules, Func<TRule, bool> setsLimit, Func<int, int> placeOf) where TRule : IKindRule
    {
        var decided = Decided([.. rules]);
        for (var i = 0; i < decided.Length; i++)
        {
            var kinds = decided[i];
            if (kinds.IsEmpty)
                yield return new("never applies: the rules before it are for all its kinds", [$"Rules:{placeOf(i)}"]);
            else if (!setsLimit(rules[i]) && !rules.Skip(i + 1).Any(later => later.Kinds?.Overlaps(kinds) != false))
                yield return new("sets no limit and exempts its kinds from no later rule", [$"Rules:{placeOf(i)}"]);
        }
    }
}
