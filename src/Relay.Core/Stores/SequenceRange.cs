namespace Relay.Core;

/// <summary>Events in the order of their numbers.</summary>
/// <param name="Rows">The events.</param>
/// <param name="Read">All events up to this number have been returned.</param>
public readonly record struct SequenceRange(IReadOnlyList<CommittedEvent> Rows, long Read);
