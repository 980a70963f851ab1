using Relay.Core;

namespace Relay.AspNetCore;

/// <summary>
/// The timeouts of the keep-alive timer, in its ticks. A tick is a quarter of the shortest timeout, so that nothing lasts more than a
/// quarter longer than configured. Counting ticks instead of times keeps a machine that slept from closing every connection.
/// </summary>
sealed class Patience
{
    const int TicksOfShortest = 4;

    readonly int _shortest;

    public Patience(NetworkOptions options)
    {
        _shortest = Math.Min(options.PingSeconds, Math.Min(options.SendTimeoutSeconds, options.MessageTimeoutSeconds));
        PingTicks = Ticks(options.PingSeconds);
        SendTicks = Ticks(options.SendTimeoutSeconds);
        MessageTicks = Ticks(options.MessageTimeoutSeconds);
    }

    /// <summary>The time between two ticks.</summary>
    public TimeSpan Tick => TimeSpan.FromSeconds(_shortest) / TicksOfShortest;

    /// <summary>A client that was silent for this many ticks is pinged; after twice as many it is given up.</summary>
    public int PingTicks { get; }

    /// <summary>A client that takes nothing for more than this many ticks is cut off.</summary>
    public int SendTicks { get; }

    /// <summary>A message that takes more than this many ticks closes its connection.</summary>
    public int MessageTicks { get; }

    int Ticks(int seconds) => (seconds * TicksOfShortest + _shortest - 1) / _shortest;
}
