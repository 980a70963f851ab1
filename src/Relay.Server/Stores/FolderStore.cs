using Relay.Core;
using Relay.Storage.Files;

namespace Relay.Server;

/// <summary>
/// A store whose folder the program owns: it holds the lock, and takes the commands. Without a folder, for a store in memory, commands
/// cannot reach it.
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
        var folder = StoreFolder.Open(type.Files!, settings.Common.Path, logger);
        var store = open(folder, new EngineStoreServices(services.Time, logger, services.Metrics));
        return new FolderStore(type, folder, store, store.Broken);
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
        if (type.Files is null || folder is null)
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
