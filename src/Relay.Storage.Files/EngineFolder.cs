using Relay.Core;

namespace Relay.Storage.Files;

/// <summary>Opens stores over engines whose files are in a folder that this process owns.</summary>
public static class EngineFolder
{
    /// <summary>
    /// Opens the engine in a folder and a store over it. The folder's disk is watched. The store gives the folder back when it is closed,
    /// and this method does if it fails.
    /// </summary>
    /// <param name="files">The files of the engine.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="minFreeDiskMiB">See <see cref="StoreFolderOptions.MinFreeDiskMiB"/>.</param>
    /// <param name="services">What the store gets from its host.</param>
    /// <param name="open">Opens the engine. Throws <see cref="StoreException"/> with one line for the operator if that fails.</param>
    public static EngineStore OpenStore(
        StoreFiles files, StoreFolder folder, int? minFreeDiskMiB, EngineStoreServices services, Func<IStoreEngine> open)
    {
        IStoreEngine engine;
        try
        {
            engine = open();
        }
        catch
        {
            folder.Dispose();
            throw;
        }
        var watch = new DiskWatch(new StoreDisk(folder.Path, minFreeDiskMiB), files, static () => 0, services.Logger);
        return EngineStore.Open(engine, services with { Watch = watch, Place = folder });
    }
}
