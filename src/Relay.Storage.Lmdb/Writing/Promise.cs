using Relay.Nostr;

namespace Relay.Storage.Lmdb;

/// <summary>An event that was answered before its commit, and the number that it got.</summary>
readonly record struct Promise(NostrEvent Event, IReadOnlySet<Bytes32>? Spared, long Sequence);
