using Relay.Storage.Files;

namespace Relay.Storage.RocksDb;

/// <summary>Where and how a RocksDB store keeps events.</summary>
public sealed class RocksDbStoreOptions : StoreFolderOptions
{
    /// <summary>What concerns RocksDB.</summary>
    public RocksDbOptions RocksDb { get; init; } = new();
}
