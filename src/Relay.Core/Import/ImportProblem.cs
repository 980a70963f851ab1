namespace Relay.Core;

/// <summary>A value that was not imported.</summary>
/// <param name="Line">The number of the line in which it begins, from 1.</param>
/// <param name="Reason">The reason, which begins with a prefix such as <c>invalid:</c>.</param>
public sealed record ImportProblem(long Line, string Reason);
