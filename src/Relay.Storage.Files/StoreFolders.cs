using Relay.Core;
namespace Relay.Storage.Files;

/// <summary>
/// Which relay of the process has its store in which folder, the same for stores of all types. The lock of a store would only say that this
/// process has it. A service of the host; thread-safe.
/// </summary>
public sealed class StoreFolders
{
    readonly Dictionary<string, string?> _relays = new(
        OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
    readonly Lock _lock = new();

    /// <summary>
    /// One name for all names of a folder, even if a link stands in the middle of a path. The folder need not exist yet.
    /// </summary>
    public static string NameOf(string path)
    {
        var directory = new DirectoryInfo(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        var target = directory.Exists ? directory.ResolveLinkTarget(returnFinalTarget: true) : null;
        var name = target?.FullName ?? directory.FullName;
        var parent = Path.GetDirectoryName(name);
        return parent is null ? name : Path.Combine(NameOf(parent), Path.GetFileName(name));
    }

    /// <summary>
    /// Notes the folder of a relay's store, however it is spelled. Throws <see cref="StoreException"/> if a store has it already.
    /// </summary>
    /// <param name="path">The folder.</param>
    /// <param name="relay">The name of the relay; null for the default relay.</param>
    public void Take(string path, string? relay)
    {
        var folder = NameOf(path);
        lock (_lock)
        {
            if (_relays.TryAdd(folder, relay))
                return;
            throw new StoreException(_relays[folder] == relay
                ? $"{TitleOf(relay)} cannot have two stores in {folder}"
                : $"{TitleOf(relay)} cannot have its store in {folder}, where {TitleOf(_relays[folder])} has it: relays share no store");
        }
    }

    static string TitleOf(string? relay) => relay is null ? "the default relay" : $"the relay {relay}";
}
