namespace Relay.Storage.Lmdb.Tests;

/// <summary>The steps between two batches of a <see cref="FaultRun"/>.</summary>
enum FaultRunStep
{
    /// <summary>The disk is filled to the last byte.</summary>
    FillDisk,

    /// <summary>The disk is filled except for some KiB or MiB.</summary>
    FillDiskNearly,

    /// <summary>The disk is emptied and nothing fails any more.</summary>
    Recover,

    /// <summary>The next commits of the log fail.</summary>
    FailCommits,

    /// <summary>The next commits of the index fail, and a pass begins.</summary>
    FailPasses,

    /// <summary>A pass begins.</summary>
    Index,

    /// <summary>Events are imported.</summary>
    StoreHistory,

    /// <summary>Up to a minute passes.</summary>
    Wait,
}

/// <summary>How a round of a <see cref="FaultRun"/> ends.</summary>
enum FaultRunEnd
{
    /// <summary>After a number of answers, whatever fails meanwhile.</summary>
    KillAmidAnswers,

    /// <summary>After the recovery, with everything answered.</summary>
    KillAfterRecovery,

    /// <summary>After the recovery, properly.</summary>
    Close,
}
