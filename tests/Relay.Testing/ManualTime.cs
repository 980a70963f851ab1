namespace Relay.Testing;

/// <summary>A clock that stands still unless it is moved. It makes no timers.</summary>
public sealed class ManualTime(long seconds = ManualTime.Start) : TimeProvider
{
    /// <summary>Where the clock stands at first: later than all times that <see cref="Author"/> makes up.</summary>
    public const long Start = 1_800_000_000;

    long _seconds = seconds;

    public long Now
    {
        get => Volatile.Read(ref _seconds);
        set => Volatile.Write(ref _seconds, value);
    }

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(Now);
}
