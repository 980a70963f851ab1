using Relay.Nostr;

namespace Relay.Core;

/// <summary>A deletion request (kind 5, NIP-09) or a request to vanish addressed to this relay (kind 62, NIP-62).</summary>
/// <param name="Event">
/// The request itself, which is stored. A request to vanish is stored only if an event by its key, or a gift wrap to it, is.
/// </param>
/// <param name="Spared">Ids of stored events that a hook protects from it; null if it protects no event.</param>
/// <param name="Allowed">
/// Ids of stored events that a hook deletes with it, no matter who wrote them; null if there are none. Each goes and does not come back, as
/// if its author had deleted it. Requests of kinds 5 and 62 stay.
/// </param>
public sealed record DeletionRequest(NostrEvent Event, IReadOnlySet<Bytes32>? Spared = null, IReadOnlySet<Bytes32>? Allowed = null);
