using Relay.Storage.Postings;

namespace Relay.Storage.Lmdb;

/// <summary>How much a store may take; tests make it small.</summary>
sealed record StoreBounds
{
    /// <summary>Address space of each of the two files.</summary>
    public required long MapBytes { get; init; }

    /// <summary>Events have fewer entries; those with more, such as follow lists, count for several.</summary>
    public const int EntriesOfAnEvent = 10;

    // Two of the largest passes, some 120 MB; less where that is more than a sixteenth of the memory, but two of the smallest.
    const int BytesOfAnEvent = 300, LeastTailEvents = 100_000, MostTailEvents = 400_000;

    /// <summary>Events not yet indexed beyond which new ones wait for a pass.</summary>
    public int MaxTailEvents { get; init; } =
        (int)Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 16 / BytesOfAnEvent, LeastTailEvents, MostTailEvents);

    /// <summary>Removed events that index and log have not forgotten, beyond which housekeeping removes no more before a pass.</summary>
    public int MaxUnforgotten { get; init; } = 50_000;

    /// <summary>Called between a commit and its publication, by tests that let that fail.</summary>
    public Action? Publishing { get; init; }

    // What an entry takes at the most while a run is built: 40 bytes in the builder, and as many again in the run.
    internal const int BytesOfAnEntry = 88, LeastCatchUpBytes = 16 << 20, MostCatchUpBytes = 128 << 20;

    /// <summary>
    /// Entries held at once while the index is caught up with the log: 128 MiB, some 250,000 events, or 1,500 lists of 1,000 follows; less
    /// where that is more than a sixteenth of the memory.
    /// </summary>
    public int MaxCatchUpEntries { get; init; } =
        (int)Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 16, LeastCatchUpBytes, MostCatchUpBytes) / BytesOfAnEntry;

    // 1,000,000 events have some 250,000 pages, which take a second from memory and several from a disk. A store that is so large that it
    // takes longer is opened after this time as it was before there was a walk.
    /// <summary>How long each of the two files is looked through after the store was not closed properly.</summary>
    public TimeSpan LongestWalk { get; init; } = LongestWalkOfReader;

    /// <summary>The same for a command that reads.</summary>
    public static readonly TimeSpan LongestWalkOfReader = TimeSpan.FromSeconds(60);

    /// <summary>What a slice of a query may take.</summary>
    public SliceBudget Slices { get; init; } = SliceBudget.Default;

    /// <summary>Whether so much is not yet indexed that whatever adds to it waits.</summary>
    public bool IsFull(Tail tail) => tail.Events > MaxTailEvents || tail.Entries > (long)MaxTailEvents * EntriesOfAnEvent;
}
