using Relay.Core;

namespace Relay.Server;

/// <summary>The settings of a store.</summary>
sealed class StoreSettings
{
    readonly BoundOptions _options;
    readonly bool _isPathSet;

    /// <summary>The settings of Relay:Store, with the stores beside it.</summary>
    /// <param name="options">All options.</param>
    /// <param name="isPathSet">Whether the operator has named a folder.</param>
    public StoreSettings(BoundOptions options, bool isPathSet)
        : this(options, options.Get<StoreOptions>(), isPathSet) =>
        Routed = [.. options.Get<RoutedStoreOptions[]>().Select(routed => new RoutedSettings(routed, Of(routed)))];

    StoreSettings(BoundOptions options, StoreOptions common, bool isPathSet)
    {
        (_options, Common, _isPathSet) = (options, common, isPathSet);
        Type = StoreTypes.Named(common.Type)!;
    }

    /// <summary>What all types have.</summary>
    public StoreOptions Common { get; }

    /// <summary>The type.</summary>
    public IStoreType Type { get; }

    /// <summary>The stores of Relay:Stores, in the order of their routes.</summary>
    public IReadOnlyList<RoutedSettings> Routed { get; } = [];

    /// <summary>
    /// The whole path of the folder; null if the store has none: it keeps nothing on the disk, and no folder is named for the socket of the
    /// commands.
    /// </summary>
    public string? Folder => Type.Files is not null || _isPathSet ? Path.GetFullPath(Common.Path) : null;

    /// <summary>Where the store is, for people.</summary>
    public string Place => Type.Files is null ? "memory" : Path.GetFullPath(Common.Path);

    /// <summary>The options of the type.</summary>
    public T Get<T>() where T : class => _options.Get<T>();

    /// <summary>Opens the store, or creates it, with those of Relay:Stores if there are any.</summary>
    public async ValueTask<IOpenedStore> OpenAsync(StoreServices services, CancellationToken cancel)
    {
        if (Routed.Count > 0)
            return await RoutedStores.OpenAsync(this, services, cancel);
        if (Type.Files is not null && new RouteRecord(RequireFolder()) is { Exists: true } record)
            ProgramLog.RoutesGone(services.Loggers.CreateLogger<RoutedStores>(), record.Path);
        return await OpenAloneAsync(services, cancel);
    }

    /// <summary>
    /// Opens or creates the store without those of Relay:Stores. Events that it gets are not where routes lead, so no routes hold for it
    /// any more, and its mirrors are behind.
    /// </summary>
    public async ValueTask<IOpenedStore> OpenAloneAsync(StoreServices services, CancellationToken cancel)
    {
        var opened = await Type.OpenAsync(this, services, cancel);
        try
        {
            if (Type.Files is not null)
            {
                MirrorRecord.UseAlone(RequireFolder());
                new RouteRecord(RequireFolder()).Forget();
            }
            return opened;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Opens the store for reading beside a process that may own it; null if only the owner can read a store of this type, or if there are
    /// several. Throws <see cref="StoreException"/> if there is none.
    /// </summary>
    /// <param name="looksThroughFiles">Whether all of the files is checked before.</param>
    public IStoreReader? OpenReader(bool looksThroughFiles = false)
    {
        var folder = RequireFolder();
        if (Type.Files is not null && !IsThere())
            throw new StoreException($"There is no store in {folder}.");
        return Routed.Count > 0 ? null : Type.OpenReader(folder, looksThroughFiles);
    }

    /// <summary>Whether there is a store. Throws <see cref="StoreException"/> if the folder has a store of another type.</summary>
    public bool IsThere()
    {
        if (Type.Files is not { } files)
            return false;
        files.RequireNoOther(Common.Path);
        return files.AreIn(Common.Path);
    }

    StoreSettings Of(RoutedStoreOptions routed) => new(
        _options,
        new StoreOptions
        {
            Type = routed.Type,
            Path = routed.Path ?? "",
            MinFreeDiskMiB = routed.MinFreeDiskMiB ?? Common.MinFreeDiskMiB,
            // An event leaves Relay:Store once the archive has it on the disk.
            Sync = routed.Role != StoreRole.Archive && StoreTypes.Named(routed.Type) is { HasIntervals: true } ? Common.Sync : StoreSync.EveryCommit,
            SyncIntervalMilliseconds = Common.SyncIntervalMilliseconds,
        },
        isPathSet: !string.IsNullOrEmpty(routed.Path));

    /// <summary>
    /// The folder with the store. Throws <see cref="StoreException"/> if the type keeps nothing on the disk, for commands that read files.
    /// </summary>
    public string RequireFolder() => Folder ?? throw new StoreException(
        $"Relay:Store:Type is {Type.Name}, which keeps nothing on the disk, and commands reach the running relay only if Relay:Store:Path "
        + "names a folder for their socket.");
}
