namespace Relay.Server;

/// <summary>Kinds of file systems on which a store has a risk, by the names that .NET gives them.</summary>
static class FileSystems
{
    static readonly string[] OfNetworks =
        ["9p", "afs", "ceph", "cifs", "coda", "fuse", "gfs", "glusterfs", "lustre", "ncp", "nfs", "smb", "smb2", "smb3", "v9fs"];

    static readonly string[] InMemory = ["ramfs", "tmpfs"];

    static readonly string[] OfContainers = ["aufs", "overlay", "overlayfs"];

    /// <summary>What is wrong with a store on this kind of file system; null if nothing is.</summary>
    public static Finding? Judge(string folder, string kind)
    {
        if (OfNetworks.Contains(kind, StringComparer.OrdinalIgnoreCase))
        {
            return Finding.Problem(
                $"{folder} is on {kind}, a file system of the network or of another program: LMDB needs a disk of the machine itself",
                "Set Relay:Store:Path to a folder on a disk of this machine, such as ext4 or XFS.");
        }
        if (InMemory.Contains(kind, StringComparer.OrdinalIgnoreCase))
        {
            return Finding.Warning(
                $"{folder} is on {kind}, which is in memory: all events are lost when the machine restarts",
                "Set Relay:Store:Path to a folder on a disk.");
        }
        return OfContainers.Contains(kind, StringComparer.OrdinalIgnoreCase)
            ? Finding.Warning(
                $"{folder} is on {kind}, a container's own files: all events are lost with the container",
                "Mount a volume there: docker run -v relay-data:/data.")
            : null;
    }

    /// <summary>The folder, or the one around it that exists.</summary>
    public static string Nearest(string folder)
    {
        var nearest = folder;
        while (!Directory.Exists(nearest) && Path.GetDirectoryName(nearest) is { } around)
            nearest = around;
        return nearest;
    }
}
