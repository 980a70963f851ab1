namespace Relay.Core;

/// <summary>A check of several sections together.</summary>
/// <param name="Check">What was added, by which it is known.</param>
/// <param name="Sections">The types to which the sections bind.</param>
/// <param name="ProblemsOf">What is wrong with their objects, which come in the same order.</param>
sealed record OptionsCheck(
    Delegate Check, IReadOnlyList<Type> Sections, Func<object[], IEnumerable<(string Key, string Problem)>> ProblemsOf);
