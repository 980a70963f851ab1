using Relay.Core;
using Relay.Storage.Files;

namespace Relay.Server;

/// <summary>
/// A store that a command names as <c>Type:folder</c> or, if there is one already, by its folder alone; a store in a database as
/// <c>Type:file</c> with the file that has its connection string, since every user of the machine sees command lines.
/// </summary>
/// <param name="Type">Its type.</param>
/// <param name="Path">The whole path of its folder, or of the file.</param>
sealed record StorePlace(IStoreType Type, string Path)
{
    /// <summary>The keys that name this store in the settings.</summary>
    public IEnumerable<(string Key, string Value)> Keys =>
    [
        ("Relay:Store:Type", Type.Name), ("Relay:Store:Sync", nameof(StoreSync.EveryCommit)),
        ("Relay:Store:Path", IsInDatabase ? StoreSettings.NoFolder : Path),
        ("Relay:Store:ConnectionString", ""), ("Relay:Store:ConnectionStringFile", IsInDatabase ? Path : ""),
        // Only this store, also if the settings have others.
        ("Relay:Stores", OptionsSections.NoElements),
    ];

    /// <summary>Whether the two are the same store.</summary>
    public bool IsSame(StorePlace other) => StoreFolders.NameOf(Path) == StoreFolders.NameOf(other.Path);

    bool IsInDatabase => Type.Medium == StoreMedium.Server;

    /// <summary>Reads such a name. Throws <see cref="UsageException"/> if nothing says the type.</summary>
    public static StorePlace Parse(string text)
    {
        var colon = text.IndexOf(':');
        if (colon > 0 && StoreTypes.Named(text[..colon]) is { } named)
            return Of(named, text[(colon + 1)..]);
        // A folder may have a colon in its name, and on Windows a path has one.
        if (StoreFiles.In(text) is { } files)
        {
            return StoreTypes.Named(files.Name) is { } found
                ? Of(found, text)
                : throw new UsageException(
                    $"{System.IO.Path.GetFullPath(text)} has a store of the type {files.Name}, which this program does not have");
        }
        var types = string.Join(
            ", ", StoreTypes.All.Where(static type => type.Medium != StoreMedium.Memory).Select(static type => type.Name));
        throw new UsageException(
            $"{text} names no store: there is none in that folder, so write its type before it, as in Lmdb:{text}; the types are {types}");
    }

    static StorePlace Of(IStoreType type, string folder)
    {
        if (type.Medium == StoreMedium.Memory)
            throw new UsageException($"a store of the type {type.Name} keeps nothing in a folder");
        if (folder.Length == 0)
        {
            throw new UsageException(
                type.Medium == StoreMedium.Server
                    ? $"{type.Name}: names no file with a connection string" : $"{type.Name}: names no folder");
        }
        return new StorePlace(type, System.IO.Path.GetFullPath(folder));
    }

    /// <summary>The name as it is typed.</summary>
    public override string ToString() => $"{Type.Name}:{Path}";
}
