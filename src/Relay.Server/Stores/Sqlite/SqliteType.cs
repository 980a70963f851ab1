using Relay.Core;
using Relay.Storage.Files;
using Relay.Storage.Sqlite;

namespace Relay.Server;

/// <summary>The store in SQLite.</summary>
sealed class SqliteType : IStoreType
{
    public string Name => StoreFiles.Sqlite.Name;

    public StoreFiles Files => StoreFiles.Sqlite;

    public IEnumerable<(string Name, Func<string> Version)> Libraries => [("SQLite", static () => $"SQLite {SqliteStore.LibraryVersion}")];

    public void AddOptions(OptionsSections sections) => sections.Add<SqliteOptions>("Relay:Store:Sqlite");

    public ValueTask<IOpenedStore> OpenAsync(StoreSettings settings, StoreServices services, CancellationToken cancel)
    {
        var common = settings.Common;
        var options = new SqliteStoreOptions
        {
            Path = common.Path,
            MinFreeDiskMiB = common.MinFreeDiskMiB,
            Sqlite = settings.Get<SqliteOptions>(),
        };
        return new(FolderStore.Open(this, settings, services, (folder, engine) => SqliteStore.Open(options, folder, engine)));
    }

    public IEnumerable<string> FilesIn(string folder) => Directory.EnumerateFiles(folder, "events.sqlite*");
}
