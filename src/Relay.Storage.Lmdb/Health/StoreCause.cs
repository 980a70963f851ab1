namespace Relay.Storage.Lmdb;

/// <summary>What a store's health depends on. Each has one owner, which says when it begins and when it is over.</summary>
enum StoreCause
{
    /// <summary>Transactions of the log fail; the writer's.</summary>
    Commits,

    /// <summary>Indexing passes fail; the maintenance's.</summary>
    Index,

    /// <summary>Little disk is free; the maintenance's.</summary>
    Disk,

    /// <summary>The folder is not where it was; the maintenance's.</summary>
    Folder,
}
