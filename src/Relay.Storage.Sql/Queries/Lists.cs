namespace Relay.Storage.Sql;

/// <summary>Lists that together have every event of a filter within a range.</summary>
/// <param name="Terms">Their terms, without repetition.</param>
/// <param name="IsExact">Whether most of what is in them is likely to match, so that no more records are read than are wanted.</param>
sealed record Lists(IReadOnlyList<long> Terms, bool IsExact = true);
