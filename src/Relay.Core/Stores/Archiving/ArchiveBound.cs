namespace Relay.Core;

/// <summary>
/// Which times archives and moves are about. Events that are newer than all that was moved, which are nearly all, need no look at an
/// archive. Thread-safe.
/// </summary>
sealed class ArchiveBound
{
    long _newest = long.MinValue;
    long _lookedUpTo = long.MinValue;
    long _late = long.MaxValue;

    /// <summary>No archived event is newer.</summary>
    public long Newest => Interlocked.Read(ref _newest);

    /// <summary>
    /// Whether an event may be archived already, or would be overlooked by moves that look only at what has become old since.
    /// </summary>
    public bool IsOld(long createdAt) => createdAt <= Newest || createdAt <= Interlocked.Read(ref _lookedUpTo);

    /// <summary>Something of this time is going to be archived.</summary>
    public void Raise(long createdAt) => Raise(ref _newest, createdAt);

    /// <summary>Everything up to this time is being looked through.</summary>
    public void Look(long upTo) => Raise(ref _lookedUpTo, upTo);

    /// <summary>Something of this time was stored that may have been overlooked.</summary>
    public void NoteLate(long createdAt)
    {
        for (var late = Interlocked.Read(ref _late); createdAt < late; late = Interlocked.Read(ref _late))
            Interlocked.CompareExchange(ref _late, createdAt, late);
    }

    /// <summary>From which time on something may have been overlooked since this was asked last.</summary>
    public long TakeLate() => Interlocked.Exchange(ref _late, long.MaxValue);

    static void Raise(ref long bound, long createdAt)
    {
        for (var seen = Interlocked.Read(ref bound); createdAt > seen; seen = Interlocked.Read(ref bound))
            Interlocked.CompareExchange(ref bound, createdAt, seen);
    }
}
