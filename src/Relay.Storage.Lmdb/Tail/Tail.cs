using System.Collections.Immutable;
using Relay.Nostr;
using Relay.Storage.Postings;

namespace Relay.Storage.Lmdb;

/// <summary>
/// Everything committed to the log that the index does not hold yet, in memory. Immutable: the writer publishes a new one
/// after each commit, the indexer another when it has taken runs over.
/// </summary>
sealed class Tail
{
    /// <summary>The tail of a store whose log is wholly indexed, to begin with.</summary>
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

    /// <summary>Removals that the index knows and the log has not yet carried out to the end: their records are still there.</summary>
    public TailRun[] Forgetting { get; }

    /// <summary>Runs that the indexer is writing, which may be in the index partly or wholly.</summary>
    public TailRun[] Sealed { get; }

    /// <summary>Runs that no one but this tail has, the oldest and largest first.</summary>
    public TailRun[] Active { get; }

    /// <summary>All runs.</summary>
    public TailRun[] Runs { get; }

    /// <summary>The number of the newest live event committed.</summary>
    public long High { get; }

    /// <summary>The lowest number of history committed.</summary>
    public long Low { get; }

    /// <summary>Keys that asked to vanish and whose events are being erased: none of them is visible any more.</summary>
    public ImmutableDictionary<Bytes32, Vanishing> Vanishing { get; }

    /// <summary>
    /// Whether the index may hold parts of the active runs, because a pass over them was begun and not finished, in this process or
    /// one before.
    /// </summary>
    public bool OverlapsIndex { get; }

    /// <summary>How many times runs were handed to the indexer.</summary>
    public long Passes { get; }

    public int Events { get; }

    public int RemovedCount { get; }

    public int Entries { get; }

    /// <summary>Removed events of which the index or the log still has something.</summary>
    public int Unforgotten => RemovedCount + Forgetting.Sum(static run => run.Removed.Length);

    /// <summary>Adds what a commit changed. Runs are merged like the levels of a log-structured tree, so they stay few.</summary>
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
    /// Drops the sealed runs, which are in the index now, but for what they removed: until the log has forgotten it, or, of what the index
    /// has been told nothing yet, until another pass.
    /// </summary>
    public Tail DropSealed(Removal[] removed, Removal[] kept)
    {
        var tail = new Tail(ForgettingWith(removed), [], Active, High, Low, Vanishing, Passes, overlapsIndex: false);
        return tail.Add(TailRun.OfRemovals(kept), High, Low, Vanishing);
    }

    /// <summary>Begins a pass over nothing but what was removed.</summary>
    public Tail BeginRemovals() => new(Forgetting, Sealed, Active, High, Low, Vanishing, Passes + 1, OverlapsIndex);

    /// <summary>The index has been told of these removals; the log has not yet carried them out.</summary>
    public Tail EndRemovals(Removal[] removed)
    {
        // What was deleted meanwhile that had only been replaced stays: whoever reads an earlier moment is to know it.
        var told = removed.ToHashSet();
        TailRun[] runs = [.. Active.Select(run => run.Without(told)).Where(static run => run.Entries > 0)];
        return new Tail(ForgettingWith(removed), Sealed, runs, High, Low, Vanishing, Passes, OverlapsIndex);
    }

    /// <summary>
    /// One run, however often the log failed to forget what earlier passes told: a pass begins when the one before has tried.
    /// </summary>
    TailRun[] ForgettingWith(Removal[] removed) =>
        removed.Length == 0 ? Forgetting : [Forgetting.Aggregate(TailRun.OfRemovals(removed), TailRun.Merge)];

    /// <summary>Drops removals that the log has carried out.</summary>
    public Tail Forget(TailRun forgotten) =>
        new(Array.FindAll(Forgetting, run => run != forgotten), Sealed, Active, High, Low, Vanishing, Passes, OverlapsIndex);

    /// <summary>Gives the sealed runs back after the indexer failed.</summary>
    public Tail Unseal() => new(Forgetting, [], Runs, High, Low, Vanishing, Passes, overlapsIndex: true);

    /// <summary>Whether a commit of this tail removed the event, and who takes numbers up to the bound knows it.</summary>
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
