using Relay.Core;

namespace Relay.Storage.Lmdb;

/// <summary>
/// Which of LMDB's formats a store has. Its data file says so, and nothing else does. The log decides; an index of the other format is made
/// again.
/// </summary>
static class StoreFormat
{
    /// <summary>
    /// Loads the library for a store that this process is to own, in the format that its options name. Throws <see cref="StoreException"/>
    /// with one line if the store has the other format; nothing in the folder is touched then.
    /// </summary>
    public static void Use(LmdbStoreOptions options)
    {
        var wanted = LmdbFormat.Named(options.Lmdb.Format);
        var store = Path.GetFullPath(options.Path);
        if (Of(store) is { } found && found != wanted)
        {
            var setting = options.Lmdb.Format ?? $"{wanted.Name}, the default";
            throw new StoreException(
                $"The store in {store} has the format of {found}, and Relay:Store:Lmdb:Format is {setting}: "
                + $"set it to {found.Name}, or convert the store with relay export and relay import.");
        }
        LmdbLibrary.Use(wanted);
    }

    /// <summary>Loads the library for reading a store, in the format that the store has.</summary>
    public static void UseFor(string store) => LmdbLibrary.Use(Of(store) ?? LmdbFormat.Default);

    static LmdbFormat? Of(string store)
    {
        try
        {
            return DataFile.FormatOf(Path.Combine(store, "log"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"The store in {store} cannot be opened: {exception.Message}", exception);
        }
    }
}
