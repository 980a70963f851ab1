namespace Relay.Testing;

/// <summary>A timer of <see cref="FakeTime"/>.</summary>
sealed class FakeTimer(FakeTime time, TimerCallback callback, object? state) : ITimer
{
    public long Due { get; set; }

    public long Period { get; set; }

    public void Fire() => callback(state);

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        time.Schedule(this, dueTime, period);
        return true;
    }

    public void Dispose() => time.Remove(this);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }
}
