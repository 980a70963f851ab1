namespace Relay.Core;

/// <summary>The cost of a query since its cost was last reported.</summary>
/// <param name="Scanned">
/// Entries that were scanned: of indexes, or events where there is no index, and each value that a filter names.
/// </param>
/// <param name="Bytes">Bytes of events that were sent.</param>
public readonly record struct QueryCost(long Scanned, long Bytes);
