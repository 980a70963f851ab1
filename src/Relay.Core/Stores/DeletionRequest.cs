using Relay.Nostr;

namespace Relay.Core;

/// <summary>A deletion request (kind 5, NIP-09) or a request to vanish addressed to this relay (kind 62, NIP-62).</summary>
/// <param name="Event">
/// The request itself, which is stored; a request to vanish only where something of its key is, by it or a gift wrap to it.
/// </param>
/// <param name="Spared">Ids of stored events that a hook protects from it; null if none.</param>
public sealed record DeletionRequest(NostrEvent Event, IReadOnlySet<Bytes32>? Spared = null);
