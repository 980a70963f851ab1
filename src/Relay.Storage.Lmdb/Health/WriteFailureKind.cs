namespace Relay.Storage.Lmdb;

/// <summary>Who or what is at fault if a write fails.</summary>
enum WriteFailureKind
{
    /// <summary>The disk, or the room on it: the next write may succeed.</summary>
    Disk,

    /// <summary>What was to be written, or this program: others may succeed.</summary>
    Program,

    /// <summary>LMDB answers nothing more.</summary>
    Broken,
}
