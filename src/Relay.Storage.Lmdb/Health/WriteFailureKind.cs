namespace Relay.Storage.Lmdb;

/// <summary>What is at fault if a write fails.</summary>
enum WriteFailureKind
{
    /// <summary>The disk, or the room on it. The next write may succeed.</summary>
    Disk,

    /// <summary>The data of this write, or this program. Other writes may succeed.</summary>
    Program,

    /// <summary>LMDB, which no longer answers any call.</summary>
    Broken,
}
