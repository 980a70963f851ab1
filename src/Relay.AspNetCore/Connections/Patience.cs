using Relay.Core;

namespace Relay.AspNetCore;

/// <summary>
/// What the keep-alive timer waits for, in its ticks: a quarter of the shortest, so that nothing takes more than a quarter longer than
/// it says. Ticks rather than times, so that a machine that slept does not close everybody.
/// </summary>
sealed class Patience
{
    const int TicksOfShortest = 4;

    readonly int _shortest;

    internal Patience(NetworkOptions options)
    {
        _shortest = Math.Min(options.PingSeconds, Math.Min(options.SendTimeoutSeconds, options.MessageTimeoutSeconds));
        PingTicks = Ticks(options.PingSeconds);
        SendTicks = Ticks(options.SendTimeoutSeconds);
        MessageTicks = Ticks(options.MessageTimeoutSeconds);
    }

    /// <summary>The time between two ticks.</summary>
    internal TimeSpan Tick => TimeSpan.FromSeconds(_shortest) / TicksOfShortest;

    /// <summary>After so many silent ticks a client is pinged, after as many more it is gone.</summary>
    internal int PingTicks { get; }

    /// <summary>After more ticks without progress a client that takes nothing is cut off.</summary>
    internal int SendTicks { get; }

    /// <summary>A message that needs more ticks closes its connection.</summary>
    internal int MessageTicks { get; }

    int Ticks(int seconds) => (seconds * TicksOfShortest + _shortest - 1) / _shortest;
}
