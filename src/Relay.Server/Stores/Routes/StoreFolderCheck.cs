using Relay.Storage.Files;

namespace Relay.Server;

/// <summary>No two stores have the same folder.</summary>
static class StoreFolderCheck
{
    public static IEnumerable<(string Key, string Problem)> Problems(StoreOptions store, RoutedStoreOptions[] routed)
    {
        var folders = new Dictionary<string, string>(StringComparer.Ordinal);
        if (StoreTypes.Named(store.Type)?.Medium is StoreMedium.Folder or StoreMedium.Server && store.Path != StoreSettings.NoFolder)
            folders.Add(StoreFolders.NameOf(store.Path), "Relay:Store:Path");
        for (var i = 0; i < routed.Length; i++)
        {
            if (routed[i].Path is not { Length: > 0 } path)
                continue;
            var key = $"Relay:Stores:{i}:Path";
            if (!folders.TryAdd(StoreFolders.NameOf(path), key))
                yield return (key, $"is the folder of {folders[StoreFolders.NameOf(path)]}, too: each store has its own");
        }
    }
}
