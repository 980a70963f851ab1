using System.Runtime.CompilerServices;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// A token bucket for each owner. Buckets fill evenly; the bucket's level is computed when it is used, so no timer runs. A new owner beyond
/// the greatest number replaces the least recently used one, whose bucket is full when it comes back. A bucket takes 60 to 64 bytes
/// (<see cref="RecentlyUsed{T}"/>) and is forgotten once it is full. Thread-safe.
/// </summary>
public sealed class TokenBuckets
{
    // Each use of a bucket forgets up to this many full ones. So only buckets that are not full yet stay, and no call walks over many.
    const int ForgottenAtOnce = 2;

    // Sums of many fractions of a tick may be too large by this part of a token.
    const double Tolerance = 0.001;

    readonly Lock _gate = new();
    readonly TimeProvider _time;
    readonly long _start;
    readonly double _ticksOfToken;
    readonly double _ticksOfBurst;

    // The moment when each bucket will be full, in ticks since the start; the bucket has no other state. An owner without an entry has a
    // full bucket.
    readonly RecentlyUsed<double> _fullAt;

    /// <summary>Creates full buckets.</summary>
    /// <param name="count">The tokens that a bucket gains in <paramref name="seconds"/>.</param>
    /// <param name="seconds">The seconds in which it gains them.</param>
    /// <param name="burst">The most tokens that it holds.</param>
    /// <param name="maxOwners">The most buckets.</param>
    /// <param name="time">The clock.</param>
    public TokenBuckets(double count, double seconds, double burst, int maxOwners, TimeProvider time)
    {
        _time = time;
        _start = time.GetTimestamp();
        _ticksOfToken = seconds * time.TimestampFrequency / count;
        _ticksOfBurst = burst * _ticksOfToken;
        _fullAt = new RecentlyUsed<double>(maxOwners);
    }

    /// <summary>The number of owners whose buckets may not be full.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _fullAt.Count;
        }
    }

    /// <summary>Takes a token from the owner's bucket. If there is none, returns false with the whole seconds to wait.</summary>
    public bool TryTake(in Bytes32 owner, out long seconds)
    {
        lock (_gate)
        {
            var now = Now();
            ref var fullAt = ref _fullAt.FindOrAdd(owner);
            var wait = TicksToWait(fullAt, now);
            if (wait <= 0)
                Take(ref fullAt, now, 1);
            seconds = Seconds(wait);
            return wait <= 0;
        }
    }

    /// <summary>
    /// Takes one token from the bucket of every owner, or from no bucket if one of them is empty. Then it returns false with the whole
    /// seconds until all have one. No owner may be named twice.
    /// </summary>
    public bool TryTake(ReadOnlySpan<Bytes32> owners, out long seconds)
    {
        lock (_gate)
        {
            var now = Now();
            var wait = 0.0;
            foreach (ref readonly var owner in owners)
                wait = Math.Max(wait, TicksToWait(FullAt(owner), now));
            seconds = Seconds(wait);
            if (wait > 0)
                return false;
            foreach (ref readonly var owner in owners)
                Take(ref _fullAt.FindOrAdd(owner), now, 1);
            return true;
        }
    }

    /// <summary>Takes the tokens even if the bucket has fewer. Returns its new level, which is negative if tokens are owed.</summary>
    public double Charge(in Bytes32 owner, double tokens)
    {
        lock (_gate)
        {
            var now = Now();
            ref var fullAt = ref _fullAt.FindOrAdd(owner);
            Take(ref fullAt, now, tokens);
            return Level(fullAt, now);
        }
    }

    /// <summary>The tokens in the bucket; negative if tokens are owed.</summary>
    public double LevelOf(in Bytes32 owner)
    {
        lock (_gate)
        {
            var now = Now();
            return Level(FullAt(owner), now);
        }
    }

    /// <summary>The present time. Also forgets some buckets that are full.</summary>
    double Now()
    {
        var now = (double)(_time.GetTimestamp() - _start);
        for (var i = 0; i < ForgottenAtOnce && _fullAt.Count > 0 && _fullAt.Oldest <= now; i++)
            _fullAt.RemoveOldest();
        return now;
    }

    double FullAt(in Bytes32 owner)
    {
        ref var fullAt = ref _fullAt.Find(owner);
        return Unsafe.IsNullRef(ref fullAt) ? 0 : fullAt;
    }

    void Take(ref double fullAt, double now, double tokens) => fullAt = Math.Max(fullAt, now) + tokens * _ticksOfToken;

    double TicksToWait(double fullAt, double now)
    {
        var wait = fullAt - now + _ticksOfToken - _ticksOfBurst;
        return wait <= Tolerance * _ticksOfToken ? 0 : wait;
    }

    double Level(double fullAt, double now) => (_ticksOfBurst - Math.Max(0, fullAt - now)) / _ticksOfToken;

    long Seconds(double ticks) => (long)Math.Ceiling(ticks / _time.TimestampFrequency);
}
