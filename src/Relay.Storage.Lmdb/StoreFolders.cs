namespace Relay.Storage.Lmdb;

/// <summary>
/// Which relay of the process has its store in which folder. The lock of a store would only say that this process has it. Thread-safe.
/// </summary>
sealed class StoreFolders
{
    readonly Dictionary<string, string?> _relays = new(
        OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
    readonly Lock _lock = new();

    /// <summary>
    /// Notes the folder of a relay's store, however it is spelled. Throws <see cref="StoreException"/> if a store has it already.
    /// </summary>
    public void Take(string path, string? relay)
    {
        var folder = OpenPaths.Canonical(path);
        lock (_lock)
        {
            if (_relays.TryAdd(folder, relay))
                return;
            throw new StoreException(_relays[folder] == relay
                ? $"{Name(relay)} cannot have two stores in {folder}"
                : $"{Name(relay)} cannot have its store in {folder}, where {Name(_relays[folder])} has it: relays share no store");
        }
    }

    static string Name(string? relay) => relay is null ? "the default relay" : $"the relay {relay}";
}
