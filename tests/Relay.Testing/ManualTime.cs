namespace Relay.Testing;

/// <summary>A clock that stands still until a test moves it. Due timers run inside <see cref="Advance"/>. Thread-safe.</summary>
public sealed class ManualTime : TimeProvider
{
    /// <summary>The clock's first time, later than all times that <see cref="Author"/> makes up.</summary>
    public const long Start = 1_800_000_000;

    readonly Lock _lock = new();
    readonly List<ManualTimer> _timers = [];
    readonly List<(TimeSpan DueTime, TaskCompletionSource Set)> _awaited = [];
    DateTimeOffset _now;

    public ManualTime(long seconds = Start) => _now = DateTimeOffset.FromUnixTimeSeconds(seconds);

    /// <summary>Now, in seconds since 1970. Setting it runs no timers.</summary>
    public long Now
    {
        get => GetUtcNow().ToUnixTimeSeconds();
        set
        {
            lock (_lock)
                _now = DateTimeOffset.FromUnixTimeSeconds(value);
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
            return _now;
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <summary>Moves the clock on, from due timer to due timer.</summary>
    public void Advance(TimeSpan by)
    {
        var end = GetUtcNow() + by;
        while (true)
        {
            ManualTimer? due;
            lock (_lock)
            {
                due = _timers.Where(timer => timer.Due <= end).MinBy(static timer => timer.Due);
                _now = due is null ? end : due.Due > _now ? due.Due : _now;
                due?.Reschedule();
            }
            if (due is null)
                return;
            due.Run();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        lock (_lock)
            _timers.Add(timer);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Completes when a timer is set, or was set, that is due after this time from now.</summary>
    public Task TimerAsync(TimeSpan dueTime)
    {
        lock (_lock)
        {
            if (_timers.Exists(timer => timer.Due == _now + dueTime))
                return Task.CompletedTask;
            var set = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add((dueTime, set));
            return set.Task.Within($"a timer of {dueTime}");
        }
    }

    sealed class ManualTimer(ManualTime time, TimerCallback callback, object? state) : ITimer
    {
        TimeSpan _period;

        public DateTimeOffset Due { get; private set; } = DateTimeOffset.MaxValue;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._lock)
            {
                _period = period;
                Due = dueTime == Timeout.InfiniteTimeSpan ? DateTimeOffset.MaxValue : time._now + dueTime;
                foreach (var awaited in time._awaited)
                {
                    if (awaited.DueTime == dueTime)
                        awaited.Set.TrySetResult();
                }
            }
            return true;
        }

        public void Reschedule() => Due = _period <= TimeSpan.Zero ? DateTimeOffset.MaxValue : Due + _period;

        public void Run() => callback(state);

        public void Dispose()
        {
            lock (time._lock)
                time._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
