using Relay.Storage.Files;

namespace Relay.Storage.Lmdb;

/// <summary>
/// The folders whose environment is open in this process. POSIX drops all locks that a process holds on a file when it closes any
/// descriptor of that file. Closing a second environment of the same folder would therefore take the reader table from the first.
/// </summary>
static class OpenPaths
{
    static readonly Lock Gate = new();
    static readonly HashSet<string> Paths = new(StringComparer.Ordinal);

    /// <summary>Claims the folder for one environment. Returns the name with which to release it.</summary>
    public static string Claim(string path)
    {
        if (!Directory.Exists(path))
            throw new DirectoryNotFoundException($"There is no folder {path}.");
        var canonical = StoreFolders.NameOf(path);
        lock (Gate)
        {
            if (!Paths.Add(canonical))
                throw new InvalidOperationException($"The LMDB environment {canonical} is already open in this process.");
        }

        return canonical;
    }

    public static void Release(string canonical)
    {
        lock (Gate)
            Paths.Remove(canonical);
    }
}
