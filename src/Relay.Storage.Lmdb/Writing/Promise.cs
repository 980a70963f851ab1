using Relay.Core;
using Relay.Nostr;

namespace Relay.Storage.Lmdb;

/// <summary>An event that was answered before its commit, with the number that the answer gave it.</summary>
readonly record struct Promise(NostrEvent Event, DeletionRequest? Request, long Sequence);
