using Relay.Nostr;

namespace Relay.Core;

/// <summary>A deletion request (kind 5, NIP-09) or a request to vanish addressed to this relay (kind 62, NIP-62).</summary>
/// <param name="Event">
/// The request itself, which is stored. A request to vanish is stored only if an event by its key, or a gift wrap to it, is.
/// </param>
/// <param name="Spared">Ids of stored events that a hook protects from it; null if it protects no event.</param>
public sealed record DeletionRequest(NostrEvent Event, IReadOnlySet<Bytes32>? Spared = null);
