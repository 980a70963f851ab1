namespace Relay.Testing;

/// <summary>A clock that stands still until a test advances it. Due timers then run on the advancing thread.</summary>
public sealed class FakeTime(long seconds = FakeTime.Start) : TimeProvider
{
    /// <summary>The clock's first time, in seconds since 1970.</summary>
    public const long Start = 1_800_000_000;

    readonly Lock _gate = new();
    readonly List<FakeTimer> _timers = [];
    long _ticks = seconds * TimeSpan.TicksPerSecond;
    long _set;

    /// <summary>Seconds since 1970.</summary>
    public long Now => GetUtcNow().ToUnixTimeSeconds();

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp()
    {
        lock (_gate)
            return _ticks;
    }

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(GetTimestamp() + Interlocked.Read(ref _set));

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new FakeTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Sets the clock forward or back, as an operator may. No timer sees time pass.</summary>
    public void Set(TimeSpan by) => Interlocked.Add(ref _set, by.Ticks);

    /// <summary>Lets time pass. Every timer runs as often as it comes due, in order.</summary>
    public void Advance(TimeSpan time)
    {
        var end = GetTimestamp() + time.Ticks;
        while (TakeDue(end) is { } timer)
            timer.Fire();
    }

    internal void Schedule(FakeTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            timer.Due = dueTime == Timeout.InfiniteTimeSpan ? long.MaxValue : _ticks + dueTime.Ticks;
            timer.Period = period == Timeout.InfiniteTimeSpan ? 0 : period.Ticks;
            _timers.Remove(timer);
            _timers.Add(timer);
        }
    }

    internal void Remove(FakeTimer timer)
    {
        lock (_gate)
            _timers.Remove(timer);
    }

    FakeTimer? TakeDue(long end)
    {
        lock (_gate)
        {
            var next = _timers.MinBy(timer => timer.Due);
            _ticks = Math.Max(_ticks, Math.Min(end, next?.Due ?? end));
            if (next is null || next.Due > end)
                return null;
            next.Due = next.Period > 0 ? next.Due + next.Period : long.MaxValue;
            return next;
        }
    }
}
