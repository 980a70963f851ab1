using System.ComponentModel.DataAnnotations;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>What lists of rules by kind have in common.</summary>
static class KindRules
{
    /// <summary>The first rule for the kind, if there is one.</summary>
    public static TRule? Find<TRule>(TRule[] rules, ushort kind) where TRule : class, IKindRule
    {
        foreach (var rule in rules)
        {
            if (rule.Kinds?.Contains(kind) != false)
                return rule;
        }
        return null;
    }

    /// <summary>The rule for every kind that no other rule is for, if there is one.</summary>
    public static TRule? ForAllKinds<TRule>(TRule[] rules) where TRule : class, IKindRule =>
        Array.Find(rules, static rule => rule.Kinds is null);

    /// <summary>The kinds that each rule decides, which are those that no rule before it is for.</summary>
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

    /// <summary>Rules of a list named <c>Rules</c> that never apply, or set nothing and except nothing from a later one.</summary>
    public static IEnumerable<ValidationResult> Check<TRule>(IReadOnlyList<TRule> rules, Func<TRule, bool> setsLimit)
        where TRule : IKindRule =>
        Check(rules, setsLimit, static i => i);

    /// <summary>The same for rules that are a part of the list; the last function tells their places in it.</summary>
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
