using Relay.Nostr;

namespace Relay.Core;

/// <summary>The changes of one commit.</summary>
/// <param name="Stored">New live events, ascending by number. Backfilled history is not among them.</param>
/// <param name="LastSequence">The store's newest number after the commit.</param>
/// <param name="Removed">Events that were removed, if the listener wants them; otherwise empty.</param>
public sealed record CommittedBatch(IReadOnlyList<CommittedEvent> Stored, long LastSequence, IReadOnlyList<NostrEvent> Removed);

/// <summary>A stored event and its number.</summary>
/// <param name="Sequence">The number.</param>
/// <param name="Event">The event.</param>
public readonly record struct CommittedEvent(long Sequence, NostrEvent Event);
