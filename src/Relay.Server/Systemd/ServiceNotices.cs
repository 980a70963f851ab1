using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting.Systemd;

namespace Relay.Server;

/// <summary>
/// Tells systemd that the relay is ready, reads its files again, is alive or ends. Sends nothing if systemd did not ask for it.
/// Thread-safe.
/// </summary>
sealed class ServiceNotices(ISystemdNotifier notifier, ILogger<ServiceNotices> logger)
{
    /// <summary>How much longer than its own limit the end may take before systemd kills the process.</summary>
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    readonly Lock _gate = new();
    readonly Lock _reloads = new();
    Phase _phase;
    string _status = "";
    bool _isFailureTold;

    enum Phase
    {
        Starting,
        Ready,
        Stopping,
    }

    /// <summary>The relay opens its store, which takes minutes if the index must be rebuilt.</summary>
    public void Opening(string store)
    {
        lock (_gate)
        {
            if (_phase == Phase.Starting)
                Send($"STATUS=Opening the store in {store}");
        }
    }

    /// <summary>The relay is ready. The status is what <c>systemctl status</c> shows.</summary>
    public void Ready(string status)
    {
        lock (_gate)
        {
            if (_phase == Phase.Stopping)
                return;
            (_phase, _status) = (Phase.Ready, status);
            SendReady();
        }
    }

    /// <summary>Runs a reload between the notices that it begins and that it is over. Reloads run one after the other.</summary>
    public void Reload(Action reload)
    {
        lock (_reloads)
        {
            lock (_gate)
            {
                // systemd compares this clock, CLOCK_MONOTONIC, with the time of its own request.
                var now = Stopwatch.GetElapsedTime(0).Ticks / TimeSpan.TicksPerMicrosecond;
                if (_phase == Phase.Ready)
                    Send(string.Create(CultureInfo.InvariantCulture, $"RELOADING=1\nMONOTONIC_USEC={now}\nSTATUS=Reads its files again"));
            }
            reload();
            lock (_gate)
            {
                if (_phase == Phase.Ready)
                    SendReady();
            }
        }
    }

    /// <summary>The relay works: systemd need not restart it.</summary>
    public void Alive(string status)
    {
        lock (_gate)
        {
            if (_phase != Phase.Ready)
            {
                Send("WATCHDOG=1");
                return;
            }
            _status = status;
            Send($"WATCHDOG=1\nSTATUS={status}");
        }
    }

    /// <summary>The relay ends, which takes this long at most.</summary>
    public void Stopping(string cause, TimeSpan longest)
    {
        lock (_gate)
        {
            if (_phase == Phase.Stopping)
                return;
            _phase = Phase.Stopping;
            var microseconds = (long)(longest + Grace).TotalMicroseconds;
            Send(string.Create(
                CultureInfo.InvariantCulture, $"STOPPING=1\nEXTEND_TIMEOUT_USEC={microseconds}\nSTATUS=Stopping because of {cause}"));
        }
    }

    void SendReady() => Send($"READY=1\nSTATUS={_status}");

    void Send(string state)
    {
        if (!notifier.IsEnabled)
            return;
        try
        {
            notifier.Notify(new ServiceState(state));
        }
        catch (SocketException exception)
        {
            // systemd takes messages again after its own restart.
            if (!_isFailureTold)
                ProgramLog.ServiceNotTold(logger, exception.Message);
            _isFailureTold = true;
        }
    }
}
