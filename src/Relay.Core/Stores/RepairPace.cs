namespace Relay.Core;

/// <summary>How much of the time a repair works: half of it, by resting after each piece as long as the piece took.</summary>
sealed class RepairPace(TimeProvider? time)
{
    static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(1);

    long _since = time?.GetTimestamp() ?? 0;

    /// <summary>Works without rest.</summary>
    public static RepairPace None { get; } = new(null);

    /// <summary>Called after each piece of work.</summary>
    public async ValueTask RestAsync(CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (time is null)
            return;
        var worked = time.GetElapsedTime(_since);
        if (worked > TimeSpan.Zero)
            await Task.Delay(worked < LongestRest ? worked : LongestRest, time, cancel);
        _since = time.GetTimestamp();
    }
}
