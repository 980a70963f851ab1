namespace Relay.Bench;

/// <summary>A subscription to live events.</summary>
/// <param name="Query">Its filters.</param>
/// <param name="Connection">The number of its connection.</param>
sealed record LiveSubscription(BenchQuery Query, int Connection);
