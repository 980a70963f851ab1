using Relay.Core;
using Relay.Storage.Files;
using Relay.Storage.RocksDb;

namespace Relay.Server;

/// <summary>The store in RocksDB.</summary>
sealed class RocksDbType : IStoreType
{
    public string Name => StoreFiles.RocksDb.Name;

    public StoreFiles Files => StoreFiles.RocksDb;

    public void AddOptions(OptionsSections sections) => sections.Add<RocksDbOptions>("Relay:Store:RocksDb");

    public ValueTask<IOpenedStore> OpenAsync(StoreSettings settings, StoreServices services, CancellationToken cancel)
    {
        var common = settings.Common;
        var options = new RocksDbStoreOptions
        {
            Path = common.Path,
            MinFreeDiskMiB = common.MinFreeDiskMiB,
            RocksDb = settings.Get<RocksDbOptions>(),
        };
        return new(FolderStore.Open(this, settings, services, (folder, engine) => RocksDbStore.Open(options, folder, engine)));
    }

    public IEnumerable<string> FilesIn(string folder) => Directory.EnumerateFiles(Path.Combine(folder, "rocksdb"));
}
