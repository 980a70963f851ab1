using Relay.Nostr;

namespace Relay.Storage.RocksDb;

/// <summary>What an open store consists of.</summary>
sealed record StoreParts(RocksDatabase Database, TermHasher Hasher, ListSizes Sizes, RecordCache Cache);
