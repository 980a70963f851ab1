namespace Relay.Core;

/// <summary>The changes of one commit. No number is added twice, and nothing is both added and removed.</summary>
public sealed class EngineChanges
{
    /// <summary>New events, with their numbers.</summary>
    public List<CommittedEvent> Added { get; } = [];

    /// <summary>Stored events that go.</summary>
    public List<CommittedEvent> Removed { get; } = [];

    /// <summary>Records of state to write; null removes one. Each key once.</summary>
    public Dictionary<StateKey, ReadOnlyMemory<byte>?> State { get; } = [];
}
