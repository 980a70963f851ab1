namespace Relay.Core;

/// <summary>The causes of a store's health. Each has one owner, which reports when it begins and ends.</summary>
public enum StoreCause
{
    /// <summary>Transactions of the log fail. Reported by the writer.</summary>
    Commits,

    /// <summary>Indexing passes fail. Reported by the maintenance.</summary>
    Index,

    /// <summary>Little disk is free. Reported by the maintenance.</summary>
    Disk,

    /// <summary>The folder is not in its place. Reported by the maintenance.</summary>
    Folder,

    /// <summary>The database server is away or refuses. Reported by the watch.</summary>
    Server,
}
