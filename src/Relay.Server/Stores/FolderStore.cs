using Relay.Core;
using Relay.Storage.Files;
using Relay.Storage.Sql;

namespace Relay.Server;

/// <summary>
/// A store whose folder the program owns: it holds the lock, and takes the commands. Without a folder, as a store in memory or in a
/// database may be, commands cannot reach it.
/// </summary>
/// <param name="type">The type of the store.</param>
/// <param name="folder">The folder; null if there is none.</param>
/// <param name="store">The store.</param>
/// <param name="broken">Completes when the store is broken.</param>
sealed class FolderStore(IStoreType type, StoreFolder? folder, IEventStore store, Task broken) : IOpenedStore
{
    static readonly EventQuery Everything = new() { Filters = [new()], Visibility = Visibility.Everything };

    /// <summary>Opens a store over an engine in its folder.</summary>
    public static FolderStore Open(
        IStoreType type, StoreSettings settings, StoreServices services, Func<StoreFolder, EngineStoreServices, EngineStore> open)
    {
        var logger = services.Loggers.CreateLogger<EngineStore>();
        var folder = StoreFolder.Open(type.Files, settings.Common.Path, logger);
        var store = open(folder, new EngineStoreServices(services.Time, logger, services.Metrics));
        return new FolderStore(type, folder, store, store.Broken);
    }

    /// <summary>Opens a store in a database, with the folder of the relay if it has one.</summary>
    public static async Task<FolderStore> OpenAsync(
        IServerType type, StoreSettings settings, StoreServices services, Func<EngineStoreServices, Task<EngineStore>> open)
    {
        var logger = services.Loggers.CreateLogger<EngineStore>();
        var folder = settings.Folder is { } path ? StoreFolder.Open(type.Files, path, logger) : null;
        try
        {
            var store = await open(new EngineStoreServices(services.Time, logger, services.Metrics));
            return new FolderStore(type, folder, store, store.Broken);
        }
        catch
        {
            folder?.Dispose();
            throw;
        }
    }

    public IEventStore Store => store;

    public Task Broken => broken;

    public void ServeControl(Func<Stream, CancellationToken, Task> serve) => folder?.ServeControl(serve);

    public ValueTask<StoreFacts> DescribeAsync(CancellationToken cancel) => DescribeAsync(type, folder?.Path, store, cancel);

    /// <summary>What can be said of a store of any type that this process has opened.</summary>
    public static async ValueTask<StoreFacts> DescribeAsync(IStoreType type, string? folder, IEventStore store, CancellationToken cancel)
    {
        var events = await store.CountEventsAsync(Everything, cancel);
        var more = new List<StoreFact>();
        if (store is ISequencedStore { LastSequence: var newest })
            more.Add(new("newestSequence", Title: null, newest));
        if (store is EngineStore { Engine: SqlEngine { Database: ServerDatabase database } })
        {
            var report = await database.ReportAsync(cancel);
            more.Add(StoreFact.InWords("server", "server", report.Version));
            if (report.Bytes is { } bytes)
                more.Add(new("bytes", "bytes", bytes));
            return new(type.Name, Path: null, events, more) { Database = report.Place };
        }
        if (type.Medium != StoreMedium.Folder || folder is null)
            return new(type.Name, Path: null, events, more);
        more.Add(new("bytes", "bytes", type.FilesIn(folder).Sum(static file => new FileInfo(file).Length)));
        return new(type.Name, folder, events, more);
    }

    public async ValueTask DisposeAsync()
    {
        if (folder is not null)
            await folder.EndControlAsync();
        await store.DisposeAsync();
        folder?.Dispose();
    }
}
