namespace Relay.Core;

/// <summary>What a query has cost since its cost was told last.</summary>
/// <param name="Scanned">Entries that were looked at: of indexes, or events where there is no index; and each value that a filter
/// names.</param>
/// <param name="Bytes">Bytes of events that were sent.</param>
public readonly record struct QueryCost(long Scanned, long Bytes);
