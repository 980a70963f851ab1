using Relay.Core;
using Relay.Storage.Files;

namespace Relay.Server;

/// <summary>The settings of the store.</summary>
/// <param name="options">All options.</param>
/// <param name="isPathSet">Whether the operator has named a folder.</param>
sealed class StoreSettings(BoundOptions options, bool isPathSet)
{
    /// <summary>What all types have.</summary>
    public StoreOptions Common { get; } = options.Get<StoreOptions>();

    /// <summary>The type.</summary>
    public IStoreType Type { get; } = StoreTypes.Named(options.Get<StoreOptions>().Type)!;

    /// <summary>
    /// The whole path of the folder; null if the store has none: it keeps nothing on the disk, and no folder is named for the socket of the
    /// commands.
    /// </summary>
    public string? Folder => Type.Files is not null || isPathSet ? Path.GetFullPath(Common.Path) : null;

    /// <summary>Where the store is, for people.</summary>
    public string Place => Type.Files is null ? "memory" : Path.GetFullPath(Common.Path);

    /// <summary>The options of the type.</summary>
    public T Get<T>() where T : class => options.Get<T>();

    /// <summary>
    /// Opens the store for reading beside a process that may own it; null if only the owner can read a store of this type. Throws
    /// <see cref="StoreException"/> if there is none.
    /// </summary>
    /// <param name="looksThroughFiles">Whether all of the files is checked before.</param>
    public IStoreReader? OpenReader(bool looksThroughFiles = false)
    {
        var folder = RequireFolder();
        if (Type.Files is not null && !IsThere())
            throw new StoreException($"There is no store in {folder}.");
        return Type.OpenReader(folder, looksThroughFiles);
    }

    /// <summary>Whether there is a store. Throws <see cref="StoreException"/> if the folder has a store of another type.</summary>
    public bool IsThere()
    {
        if (Type.Files is not { } files)
            return false;
        files.RequireNoOther(Common.Path);
        return files.AreIn(Common.Path);
    }

    /// <summary>
    /// The folder with the store. Throws <see cref="StoreException"/> if the type keeps nothing on the disk, for commands that read files.
    /// </summary>
    public string RequireFolder() => Folder ?? throw new StoreException(
        $"Relay:Store:Type is {Type.Name}, which keeps nothing on the disk, and commands reach the running relay only if Relay:Store:Path "
        + "names a folder for their socket.");
}
