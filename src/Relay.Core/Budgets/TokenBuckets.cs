using System.Runtime.CompilerServices;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// A bucket of tokens for each owner, which fills evenly: it is filled when it is looked at, so nothing runs while nobody asks. Of the
/// owners that took something lately at most so many are known; one too many takes the place of the one that was looked at least recently,
/// whose bucket is full when it comes back. A bucket takes 60 to 64 bytes (<see cref="RecentlyUsed{T}"/>), and goes once it is full.
/// Thread-safe.
/// </summary>
public sealed class TokenBuckets
{
    // What looks at one bucket forgets this many others, so that there are never more of them than are still filling, and never a long
    // walk.
    const int ForgottenAtOnce = 2;

    // Sums of many fractions of a tick may be too long by this part of a token.
    const double Tolerance = 0.001;

    readonly Lock _gate = new();
    readonly TimeProvider _time;
    readonly long _start;
    readonly double _ticksOfToken;
    readonly double _ticksOfBurst;

    // When each bucket will be full, in ticks since the start: all there is to know about it. None is as one that was always full.
    readonly RecentlyUsed<double> _fullAt;

    /// <summary>Begins with full buckets.</summary>
    /// <param name="count">How many tokens a bucket gains in <paramref name="seconds"/>.</param>
    /// <param name="seconds">The time in which it gains them.</param>
    /// <param name="burst">How many it holds.</param>
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

    /// <summary>How many owners have a bucket that may not be full.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _fullAt.Count;
        }
    }

    /// <summary>Takes a token of the owner's; false with the whole seconds to wait if there is none.</summary>
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
    /// Takes a token of every owner, each of whom is named once, or none at all if one of them has none: false then, with the whole seconds
    /// until all have one.
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

    /// <summary>Takes whatever is asked for; what is left, or owed if it is below zero.</summary>
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

    /// <summary>What is left, or owed if it is below zero.</summary>
    public double LevelOf(in Bytes32 owner)
    {
        lock (_gate)
        {
            var now = Now();
            return Level(FullAt(owner), now);
        }
    }

    /// <summary>The time, at which buckets that are full are forgotten.</summary>
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
