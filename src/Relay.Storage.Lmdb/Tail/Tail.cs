using System.Collections.Immutable;
using Relay.Core;
using Relay.Nostr;
using Relay.Storage.Postings;

namespace Relay.Storage.Lmdb;

/// <summary>
/// Everything committed to the log that is not yet in the index, in memory. Immutable: the writer publishes a new tail after each commit,
/// and the indexer after it has taken runs over.
/// </summary>
sealed class Tail
{
    /// <summary>The tail of a store whose log is completely indexed.</summary>
    public Tail(long high, long low, ImmutableDictionary<Bytes32, Vanishing> vanishing, bool overlapsIndex)
        : this([], [], [], high, low, vanishing, passes: 0, overlapsIndex)
    {
    }

    Tail(
        TailRun[] forgetting, TailRun[] sealedRuns, TailRun[] activeRuns, long high, long low,
        ImmutableDictionary<Bytes32, Vanishing> vanishing, long passes, bool overlapsIndex)
    {
        Forgetting = forgetting;
        OverlapsIndex = overlapsIndex;
        Passes = passes;
        Sealed = sealedRuns;
        Active = activeRuns;
        High = high;
        Low = low;
        Vanishing = vanishing;
        Runs = [.. sealedRuns, .. activeRuns];
        foreach (var run in Runs)
        {
            Events += run.Events;
            RemovedCount += run.Removed.Length;
            Entries += run.Entries;
        }
    }

    /// <summary>Removals that the index has carried out and the log has not yet: their records still exist.</summary>
    public TailRun[] Forgetting { get; }

    /// <summary>Runs that the indexer is writing. They may be in the index partly or completely.</summary>
    public TailRun[] Sealed { get; }

    /// <summary>Runs that are in this tail only, the oldest and largest first.</summary>
    public TailRun[] Active { get; }

    /// <summary>All runs, sealed and active.</summary>
    public TailRun[] Runs { get; }

    /// <summary>The number of the newest live event committed.</summary>
    public long High { get; }

    /// <summary>The lowest number of imported history committed.</summary>
    public long Low { get; }

    /// <summary>Keys that asked to vanish and whose events are being erased. None of these events is visible any more.</summary>
    public ImmutableDictionary<Bytes32, Vanishing> Vanishing { get; }

    /// <summary>
    /// Whether the index may contain parts of the active runs, because a pass over them was begun and not finished, by this process or an
    /// earlier one.
    /// </summary>
    public bool OverlapsIndex { get; }

    /// <summary>How many times runs were handed to the indexer.</summary>
    public long Passes { get; }

    public int Events { get; }

    public int RemovedCount { get; }

    public int Entries { get; }

    /// <summary>Removed events that are still partly in the index or the log.</summary>
    public int Unforgotten => RemovedCount + Forgetting.Sum(static run => run.Removed.Length);

    /// <summary>Adds the changes of a commit. Runs are merged like the levels of a log-structured tree, so that they stay few.</summary>
    public Tail Add(TailRun run, long high, long low, ImmutableDictionary<Bytes32, Vanishing> vanishing)
    {
        if (run.Entries == 0)
            return new Tail(Forgetting, Sealed, Active, high, low, vanishing, Passes, OverlapsIndex);
        var count = Active.Length;
        while (count > 0 && Active[count - 1].Entries < 2 * run.Entries)
            run = TailRun.Merge(Active[--count], run);
        return new Tail(Forgetting, Sealed, [.. Active.AsSpan(0, count), run], high, low, vanishing, Passes, OverlapsIndex);
    }

    /// <summary>Hands the active runs to the indexer.</summary>
    public Tail Seal() => new(Forgetting, Active, [], High, Low, Vanishing, Passes + 1, overlapsIndex: false);

    /// <summary>
    /// Drops the sealed runs, which are in the index now. Their removals stay: those carried out by the index until the log has forgotten
    /// them, those kept until another pass.
    /// </summary>
    public Tail DropSealed(Removal[] removed, Removal[] kept)
    {
        var tail = new Tail(ForgettingWith(removed), [], Active, High, Low, Vanishing, Passes, overlapsIndex: false);
        return tail.Add(TailRun.OfRemovals(kept), High, Low, Vanishing);
    }

    /// <summary>Begins a pass that only takes removed events out.</summary>
    public Tail BeginRemovals() => new(Forgetting, Sealed, Active, High, Low, Vanishing, Passes + 1, OverlapsIndex);

    /// <summary>Notes that the index has carried out these removals and the log has not yet.</summary>
    public Tail EndRemovals(Removal[] removed)
    {
        // An event may have been replaced first and deleted meanwhile. That deletion stays, because readers of an earlier moment must learn
        // of it.
        var told = removed.ToHashSet();
        TailRun[] runs = [.. Active.Select(run => run.Without(told)).Where(static run => run.Entries > 0)];
        return new Tail(ForgettingWith(removed), Sealed, runs, High, Low, Vanishing, Passes, OverlapsIndex);
    }

    /// <summary>
    /// Merges the removals into one run, even if the log failed to forget those of earlier passes. A pass begins only after the log has
    /// tried for the one before.
    /// </summary>
    TailRun[] ForgettingWith(Removal[] removed) =>
        removed.Length == 0 ? Forgetting : [Forgetting.Aggregate(TailRun.OfRemovals(removed), TailRun.Merge)];

    /// <summary>Drops removals that the log has carried out.</summary>
    public Tail Forget(TailRun forgotten) =>
        new(Array.FindAll(Forgetting, run => run != forgotten), Sealed, Active, High, Low, Vanishing, Passes, OverlapsIndex);

    /// <summary>Gives the sealed runs back after the indexer failed.</summary>
    public Tail Unseal() => new(Forgetting, [], Runs, High, Low, Vanishing, Passes, overlapsIndex: true);

    /// <summary>Whether a commit in this tail removed the event, for a reader with this bound.</summary>
    public bool IsRemoved(long sequence, long bound)
    {
        if (RemovedCount == 0 && Forgetting.Length == 0)
            return false;
        foreach (var run in Runs)
        {
            if (run.IsRemoved(sequence, bound))
                return true;
        }
        foreach (var run in Forgetting)
        {
            if (run.IsRemoved(sequence, bound))
                return true;
        }
        return false;
    }

    /// <summary>Whether a running erasure covers the event.</summary>
    public bool IsVanishing(EventView e) => Vanishing.Cover(e);
}
