using System.Diagnostics;

namespace Relay.AspNetCore;

/// <summary>The time in which the host wants everything to have ended, from its first word on: parts get shares of what is left.</summary>
sealed class ShutdownBudget(TimeSpan timeout)
{
    /// <summary>The default of hosts, for one that would wait for ever.</summary>
    static readonly TimeSpan Usual = TimeSpan.FromSeconds(30);

    readonly TimeSpan _total = timeout < TimeSpan.Zero ? Usual : timeout;
    readonly long _started = Stopwatch.GetTimestamp();

    /// <summary>What is left.</summary>
    internal TimeSpan Left => _total - Stopwatch.GetElapsedTime(_started) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    /// <summary>A quarter of what is left, but no more than what the part can use.</summary>
    internal TimeSpan Share(TimeSpan most) => Left / 4 is var share && share < most ? share : most;
}
