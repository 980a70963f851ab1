namespace Relay.Core;

/// <summary>The effect of one cause on the store.</summary>
/// <param name="Condition">The state that the cause brings about, and the reason.</param>
/// <param name="Refusal">The answer to a new event, which is then not tried; null if new events are tried.</param>
/// <param name="Exception">The exception to log; null if there is none.</param>
public sealed record StoreComplaint(StoreCondition Condition, string? Refusal = null, Exception? Exception = null);
