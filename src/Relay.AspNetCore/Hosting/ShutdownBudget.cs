using System.Diagnostics;

namespace Relay.AspNetCore;

/// <summary>Divides the host's shutdown time. Each part of the shutdown gets a share of the time that is left.</summary>
sealed class ShutdownBudget(TimeSpan timeout)
{
    /// <summary>The default of hosts, used for a host that would wait without end.</summary>
    static readonly TimeSpan Usual = TimeSpan.FromSeconds(30);

    readonly TimeSpan _total = timeout < TimeSpan.Zero ? Usual : timeout;
    readonly long _started = Stopwatch.GetTimestamp();

    /// <summary>The time that is left; zero if it is over.</summary>
    public TimeSpan Left => _total - Stopwatch.GetElapsedTime(_started) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    /// <summary>A quarter of the time that is left, and at most the time given.</summary>
    public TimeSpan Share(TimeSpan most) => Left / 4 is var share && share < most ? share : most;
}
