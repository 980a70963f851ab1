using Microsoft.Extensions.Time.Testing;

namespace Relay.Testing;

/// <summary>
/// A <see cref="FakeTimeProvider"/> that stands still until a test advances it; due timers run inside Advance. It adds what that class
/// cannot do: other threads may read the time while it advances, tests wait until the code under test has set a timer, and set the clock as
/// an operator does, which changes the date but no timestamp. It also counts in seconds, as events do.
/// </summary>
public sealed class FakeTime(long seconds = FakeTime.Start) : FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(seconds))
{
    /// <summary>The clock's first time in seconds since 1970, later than all times that <see cref="Author"/> makes up.</summary>
    public new const long Start = 1_800_000_000;

    readonly Lock _gate = new();
    readonly HashSet<WatchedTimer> _timers = [];
    readonly List<(TimeSpan DueTime, TaskCompletionSource Set)> _awaited = [];
    long _ticks = DateTimeOffset.FromUnixTimeSeconds(seconds).Ticks;
    long _set;

    /// <summary>Seconds since 1970.</summary>
    public long Now => GetUtcNow().ToUnixTimeSeconds();

    /// <inheritdoc/>
    // Not the base's: reading that clock runs due timers on the reader's thread, while another thread is still inside Advance.
    public override DateTimeOffset GetUtcNow() => new(GetTimestamp() + Interlocked.Read(ref _set), TimeSpan.Zero);

    /// <inheritdoc/>
    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    /// <summary>Lets time pass. Due timers run in order on this thread.</summary>
    public new void Advance(TimeSpan time)
    {
        Interlocked.Add(ref _ticks, time.Ticks);
        base.Advance(time);
    }

    /// <summary>Sets the clock forward or back, as an operator may. No timer and no timestamp sees time pass.</summary>
    public void Set(TimeSpan by) => Interlocked.Add(ref _set, by.Ticks);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new WatchedTimer(this, callback, state);
        timer.Inner = base.CreateTimer(
            static timer => ((WatchedTimer)timer!).Run(), timer, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Completes when a timer is set, or is already set, that is due after this time from now.</summary>
    public Task TimerAsync(TimeSpan dueTime)
    {
        lock (_gate)
        {
            if (_timers.Any(timer => timer.Due == GetTimestamp() + dueTime.Ticks))
                return Task.CompletedTask;
            var set = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add((dueTime, set));
            return set.Task.Within($"a timer of {dueTime}");
        }
    }

    /// <summary>Notes a timer, once it is set: the test that waits for it may advance the clock at once.</summary>
    void Watch(WatchedTimer timer, long due, TimeSpan dueTime)
    {
        lock (_gate)
        {
            timer.Due = due;
            _timers.Add(timer);
            foreach (var awaited in _awaited.Where(awaited => awaited.DueTime == dueTime))
                awaited.Set.TrySetResult();
        }
    }

    void Forget(WatchedTimer timer)
    {
        lock (_gate)
            _timers.Remove(timer);
    }

    sealed class WatchedTimer(FakeTime time, TimerCallback callback, object? state) : ITimer
    {
        TimeSpan _period = Timeout.InfiniteTimeSpan;

        public ITimer? Inner { get; set; }

        /// <summary>The timestamp at which it runs next.</summary>
        public long Due { get; set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            time.Forget(this);
            var due = time.GetTimestamp() + dueTime.Ticks;
            var isChanged = Inner!.Change(dueTime, period);
            if (dueTime > TimeSpan.Zero)
                time.Watch(this, due, dueTime);
            return isChanged;
        }

        public void Run()
        {
            time.Forget(this);
            if (_period > TimeSpan.Zero)
                time.Watch(this, time.GetTimestamp() + _period.Ticks, _period);
            callback(state);
        }

        public void Dispose()
        {
            time.Forget(this);
            Inner!.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
