using Relay.Storage.Postings;

namespace Relay.Storage.Lmdb;

/// <summary>The limits of a store. Tests make them small.</summary>
sealed record StoreBounds
{
    /// <summary>Address space of each of the two files.</summary>
    public required long MapBytes { get; init; }

    /// <summary>The entries that an event is expected to have at most. Events with more, such as follow lists, count for several.</summary>
    public const int EntriesOfAnEvent = 10;

    // The memory of two of the largest passes, some 120 MB. At most a sixteenth of the process's memory, but at least two of the smallest
    // passes.
    const int BytesOfAnEvent = 300, LeastTailEvents = 100_000, MostTailEvents = 400_000;

    /// <summary>The usual limits, with the address space that the options give.</summary>
    public static StoreBounds Of(LmdbStoreOptions options) => new() { MapBytes = (long)options.Lmdb.MapSizeGiB << 30 };

    /// <summary>If more events than this are not indexed, new ones wait for a pass.</summary>
    public int MaxTailEvents { get; init; } =
        (int)Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 16 / BytesOfAnEvent, LeastTailEvents, MostTailEvents);

    /// <summary>If more removed events than this are unforgotten, housekeeping waits for a pass before it removes more.</summary>
    public int MaxUnforgotten { get; init; } = 50_000;

    /// <summary>Called between a commit and its publication, by tests that make that fail.</summary>
    public Action? Publishing { get; init; }

    // The most bytes of an entry while a run is built: 40 in the builder, and as many again in the run.
    public const int BytesOfAnEntry = 88, LeastCatchUpBytes = 16 << 20, MostCatchUpBytes = 128 << 20;

    /// <summary>
    /// Entries held at once while the index catches up with the log: 128 MiB, which is some 250,000 events or 1,500 lists of 1,000 follows.
    /// At most a sixteenth of the process's memory.
    /// </summary>
    public int MaxCatchUpEntries { get; init; } =
        (int)Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 16, LeastCatchUpBytes, MostCatchUpBytes) / BytesOfAnEntry;

    // 1,000,000 events have some 250,000 pages. Walking them takes a second from memory and several from a disk. If a store takes longer
    // than this, it is opened without the rest of the walk.
    /// <summary>The longest walk of each of the two files after the store was not closed properly.</summary>
    public TimeSpan LongestWalk { get; init; } = LongestWalkOfReader;

    /// <summary>The longest walk for a command that reads.</summary>
    public static readonly TimeSpan LongestWalkOfReader = TimeSpan.FromSeconds(60);

    /// <summary>The budget of a query's slice.</summary>
    public SliceBudget Slices { get; init; } = SliceBudget.Default;

    /// <summary>Whether new events must wait because too many events or entries are not indexed yet.</summary>
    public bool IsFull(Tail tail) => tail.Events > MaxTailEvents || tail.Entries > (long)MaxTailEvents * EntriesOfAnEvent;
}
