namespace Relay.Core;

/// <summary>A check of several sections together.</summary>
/// <param name="Check">The delegate that was added; adding it again changes nothing.</param>
/// <param name="Sections">The types to which the sections bind.</param>
/// <param name="ProblemsOf">Finds what is wrong with the sections' objects, which it gets in the same order.</param>
sealed record OptionsCheck(
    Delegate Check, IReadOnlyList<Type> Sections, Func<object[], IEnumerable<(string Key, string Problem)>> ProblemsOf);
