using Relay.Core;

namespace Relay.Storage.Lmdb;

/// <summary>What a cause does to the store.</summary>
/// <param name="Condition">The state that it brings, and why.</param>
/// <param name="Refusal">What whoever brings a new event is told, where it is not tried.</param>
/// <param name="Exception">What the log shows, if there is more to know.</param>
sealed record StoreComplaint(StoreCondition Condition, string? Refusal = null, Exception? Exception = null);
