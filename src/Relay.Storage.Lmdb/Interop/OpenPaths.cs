namespace Relay.Storage.Lmdb;

/// <summary>
/// The folders whose environment is open in this process. POSIX drops a process's file locks when any descriptor of the file is closed,
/// so closing a second environment of one folder would take the reader table from under the first.
/// </summary>
static class OpenPaths
{
    static readonly Lock Gate = new();
    static readonly HashSet<string> Paths = new(StringComparer.Ordinal);

    /// <summary>Takes the folder for one environment and gives the name under which it is to be released.</summary>
    public static string Claim(string path)
    {
        var canonical = Canonical(path);
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

    // Two names of one folder are one environment, also when a link stands in the middle of the path.
    static string Canonical(string path)
    {
        var directory = new DirectoryInfo(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        var name = directory.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? directory.FullName;
        var parent = Path.GetDirectoryName(name);
        return parent is null ? name : Path.Combine(Canonical(parent), Path.GetFileName(name));
    }
}
