using Relay.Core;

namespace Relay.Server;

/// <summary>The settings of a store.</summary>
sealed class StoreSettings
{
    /// <summary>The path that says that a store in a database has no folder, as for a relay whose disk is read-only.</summary>
    public const string NoFolder = OptionsSections.NoElements;

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
    /// The whole path of the folder; null if the store has none: it keeps nothing there, and no folder is named for the socket of the
    /// commands.
    /// </summary>
    public string? Folder => Type.Medium switch
    {
        StoreMedium.Memory when !_isPathSet => null,
        StoreMedium.Server when Common.Path == NoFolder => null,
        _ => Path.GetFullPath(Common.Path),
    };

    /// <summary>Where the store is, for people.</summary>
    public string Place => Type.Medium switch
    {
        StoreMedium.Memory => "memory",
        StoreMedium.Server => $"a {Type.Name} database",
        _ => Path.GetFullPath(Common.Path),
    };

    /// <summary>Where its database is. Throws <see cref="StoreException"/> if the file that says it cannot be read.</summary>
    public string ReadConnectionString() => ConnectionStrings.Read(Common.ConnectionString, Common.ConnectionStringFile);

    /// <summary>The options of the type.</summary>
    public T Get<T>() where T : class => _options.Get<T>();

    /// <summary>Opens the store, or creates it, with those of Relay:Stores if there are any.</summary>
    public async ValueTask<IOpenedStore> OpenAsync(StoreServices services, CancellationToken cancel)
    {
        if (Routed.Count > 0)
            return await RoutedStores.OpenAsync(this, services, cancel);
        if (Folder is { } folder && new RouteRecord(folder) is { Exists: true } record)
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
            if (Folder is { } folder)
            {
                MirrorRecord.UseAlone(folder);
                new RouteRecord(folder).Forget();
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
        if (Type.Medium == StoreMedium.Server)
            return null;
        var folder = RequireFolder();
        if (Type.Medium == StoreMedium.Folder && !IsThere())
            throw new StoreException($"There is no store in {folder}.");
        return Routed.Count > 0 ? null : Type.OpenReader(folder, looksThroughFiles);
    }

    /// <summary>
    /// Whether there is a store. Only a database itself can tell, so one that settings name is taken to have one. Throws
    /// <see cref="StoreException"/> if the folder has a store of another type.
    /// </summary>
    public bool IsThere()
    {
        if (Folder is { } folder)
            Type.Files.RequireNoOther(folder);
        return Type.Medium switch
        {
            StoreMedium.Memory => false,
            StoreMedium.Server => true,
            _ => Type.Files.AreIn(Common.Path),
        };
    }

    StoreSettings Of(RoutedStoreOptions routed) => new(
        _options,
        new StoreOptions
        {
            Type = routed.Type,
            Path = routed.Path ?? NoFolder,
            ConnectionString = routed.ConnectionString,
            ConnectionStringFile = routed.ConnectionStringFile,
            MinFreeDiskMiB = routed.MinFreeDiskMiB ?? Common.MinFreeDiskMiB,
            // An event leaves Relay:Store once the archive has it on the disk.
            Sync = routed.Role != StoreRole.Archive && StoreTypes.Named(routed.Type) is { HasIntervals: true }
                ? Common.Sync
                : StoreSync.EveryCommit,
            SyncIntervalMilliseconds = Common.SyncIntervalMilliseconds,
        },
        isPathSet: !string.IsNullOrEmpty(routed.Path));

    /// <summary>
    /// The folder with the store, or with the socket of its relay. Throws <see cref="StoreException"/> if there is none, for commands that
    /// need it.
    /// </summary>
    public string RequireFolder() => Folder ?? throw new StoreException(
        $"Relay:Store:Type is {Type.Name}, which keeps nothing in a folder, and commands reach the running relay only if Relay:Store:Path "
        + "names a folder for their socket.");
}
