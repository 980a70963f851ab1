using Relay.Core;
using Relay.Storage.Files;

namespace Relay.Server;

/// <summary>A store that a command names as <c>Type:folder</c> or, if there is one already, by its folder alone.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Folder">The whole path of its folder.</param>
sealed record StorePlace(IStoreType Type, string Folder)
{
    /// <summary>The keys that name this store in the settings.</summary>
    public IEnumerable<(string Key, string Value)> Keys =>
    [
        ("Relay:Store:Type", Type.Name), ("Relay:Store:Path", Folder), ("Relay:Store:Sync", nameof(StoreSync.EveryCommit)),
        // Only this store, also if the settings have others.
        ("Relay:Stores", OptionsSections.NoElements),
    ];

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
                    $"{Path.GetFullPath(text)} has a store of the type {files.Name}, which this program does not have");
        }
        var types = string.Join(", ", StoreTypes.All.Where(static type => type.Files is not null).Select(static type => type.Name));
        throw new UsageException(
            $"{text} names no store: there is none in that folder, so write its type before it, as in Lmdb:{text}; the types are {types}");
    }

    static StorePlace Of(IStoreType type, string folder)
    {
        if (type.Files is null)
            throw new UsageException($"a store of the type {type.Name} keeps nothing in a folder");
        if (folder.Length == 0)
            throw new UsageException($"{type.Name}: names no folder");
        return new StorePlace(type, Path.GetFullPath(folder));
    }

    /// <summary>The name as it is typed.</summary>
    public override string ToString() => $"{Type.Name}:{Folder}";
}
