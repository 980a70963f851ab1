namespace Relay.Core;

/// <summary>A handler gave no answer within the deadline. It was noted when it happened, once.</summary>
sealed class HookTimeoutException(TimeSpan patience) : TimeoutException($"no answer within {patience.TotalSeconds:0.###} s")
{
    /// <summary>What the client is told, if it waits for an answer.</summary>
    public string Refusal { get; } = $"error: no decision within {patience.TotalSeconds:0.###} seconds";
}
