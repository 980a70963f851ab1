using System.Globalization;
using Microsoft.Extensions.Hosting.Systemd;

namespace Relay.Server;

/// <summary>What systemd wants to hear from the process that it started: sd_notify(3) and sd_watchdog_enabled(3).</summary>
/// <param name="Notifier">Sends to systemd. Not enabled if nobody listens.</param>
/// <param name="WatchdogTimeout">The longest time between two signs of life; null if systemd waits for none.</param>
sealed record ServiceRequest(ISystemdNotifier Notifier, TimeSpan? WatchdogTimeout)
{
    const string Socket = "NOTIFY_SOCKET", WatchdogMicroseconds = "WATCHDOG_USEC", WatchdogProcess = "WATCHDOG_PID";

    /// <summary>Reads the request, and takes it out of the environment: a plugin must not answer in the relay's place.</summary>
    public static ServiceRequest Take()
    {
        var request = new ServiceRequest(new SystemdNotifier(), ReadTimeout());
        foreach (var variable in new[] { Socket, WatchdogMicroseconds, WatchdogProcess })
            Environment.SetEnvironmentVariable(variable, null);
        return request;
    }

    static TimeSpan? ReadTimeout()
    {
        var isForUs = Environment.GetEnvironmentVariable(WatchdogProcess) is not { Length: > 0 } process
            || process == Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        var text = Environment.GetEnvironmentVariable(WatchdogMicroseconds);
        // A timer's longest period is 49 days.
        return isForUs && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds)
            && microseconds is >= 2000 and < 4_000_000_000_000 ? TimeSpan.FromMicroseconds(microseconds) : null;
    }
}
