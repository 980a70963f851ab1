using System.Collections.Immutable;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Versions that were replaced lately, for queries that began before: those see the store as it was. The newest are kept in any case,
/// because a query takes its newest number a moment before it begins; more of them while a query runs that may need them, up to
/// <see cref="MostBytes"/> and <see cref="MostKept"/>. Reading takes no lock.
/// </summary>
sealed class ReplacedVersions
{
    /// <summary>How many of the newest are always kept.</summary>
    const int AlwaysKept = 256;

    /// <summary>
    /// Beyond these a slow query may miss a version that is replaced meanwhile. Each commit that replaces goes through all.
    /// </summary>
    const int MostBytes = 32 << 20, MostKept = 1 << 14;

    readonly Lock _gate = new();
    readonly SortedDictionary<long, int> _running = [];
    readonly Queue<Version> _kept = new();
    volatile Version[] _published = [];
    long _bytes;

    /// <summary>Begins a query that sees numbers up to the bound. The caller ends it with <see cref="Leave"/>.</summary>
    public void Enter(long bound)
    {
        lock (_gate)
            _running[bound] = _running.GetValueOrDefault(bound) + 1;
    }

    /// <summary>Ends a query.</summary>
    public void Leave(long bound)
    {
        lock (_gate)
        {
            if (--_running[bound] == 0)
                _running.Remove(bound);
        }
    }

    /// <summary>
    /// Adds versions that this commit replaces, with their successors' numbers, ascending. Called before the commit, so that a reader finds
    /// each version in the engine or here.
    /// </summary>
    public void Add(IReadOnlyList<(CommittedEvent Row, long Successor)> replaced)
    {
        if (replaced.Count == 0)
            return;
        lock (_gate)
        {
            // Those of this commit stay: queries that begin while it is carried out need them.
            var oldest = _running.Count == 0 ? long.MaxValue : _running.Keys.First();
            while (_kept.Count > AlwaysKept && _kept.Peek().Successor <= oldest)
                Drop();
            foreach (var (row, successor) in replaced)
            {
                _kept.Enqueue(new Version(row, successor));
                _bytes += row.Event.Record.Length;
            }
            while (_kept.Count > MostKept || _bytes > MostBytes)
                Drop();
            _published = [.. _kept];
        }
    }

    /// <summary>
    /// Forgets what a commit has added that failed: the successors, whose numbers are above the newest one of the store, do not exist.
    /// </summary>
    public void Withdraw(long newest) => Remove(version => version.Successor > newest);

    /// <summary>Forgets versions that were deleted, have vanished, or were removed by their ids.</summary>
    public void Forget(Predicate<NostrEvent> isGone) => Remove(version => isGone(version.Row.Event));

    /// <summary>The versions that a number above the bound replaced, and that are not newer than the bound themselves.</summary>
    public ImmutableArray<CommittedEvent> After(long bound)
    {
        var versions = _published;
        if (versions.Length == 0 || versions[^1].Successor <= bound)
            return [];
        var found = ImmutableArray.CreateBuilder<CommittedEvent>();
        foreach (var version in versions)
        {
            if (version.Successor > bound && version.Row.Sequence <= bound)
                found.Add(version.Row);
        }
        return found.DrainToImmutable();
    }

    void Remove(Predicate<Version> isRemoved)
    {
        lock (_gate)
        {
            for (var i = _kept.Count; i > 0; i--)
            {
                var version = _kept.Peek();
                Drop();
                if (isRemoved(version))
                    continue;
                _kept.Enqueue(version);
                _bytes += version.Row.Event.Record.Length;
            }
            _published = [.. _kept];
        }
    }

    void Drop() => _bytes -= _kept.Dequeue().Row.Event.Record.Length;

    sealed record Version(CommittedEvent Row, long Successor);
}
