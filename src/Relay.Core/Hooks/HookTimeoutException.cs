namespace Relay.Core;

/// <summary>A handler gave no answer within the deadline. The timeout was counted and logged when it happened.</summary>
sealed class HookTimeoutException(TimeSpan patience) : TimeoutException($"no answer within {patience.TotalSeconds:0.###} s")
{
    /// <summary>What the client is told, if it waits for an answer.</summary>
    public string Refusal { get; } = $"error: no decision within {patience.TotalSeconds:0.###} seconds";
}
