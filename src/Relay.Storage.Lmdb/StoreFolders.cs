namespace Relay.Storage.Lmdb;

/// <summary>
/// Which relay of the process has its store in which folder. The lock of a store would only say that this process has it. Thread-safe.
/// </summary>
sealed class StoreFolders
{
    readonly Dictionary<string, string?> _relays = new(
        OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
    readonly Lock _lock = new();

    /// <summary>Notes the folder of a relay's store. Throws <see cref="StoreException"/> if it is another relay's.</summary>
    public void Take(string path, string? relay)
    {
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        lock (_lock)
        {
            if (!_relays.TryAdd(folder, relay) && _relays[folder] != relay)
            {
                throw new StoreException(
                    $"{Name(relay)} cannot have its store in {folder}, where {Name(_relays[folder])} has it: relays share no store");
            }
        }
    }

    static string Name(string? relay) => relay is null ? "the default relay" : $"the relay {relay}";
}
