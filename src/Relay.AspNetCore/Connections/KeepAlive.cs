using Microsoft.Extensions.Hosting;
using Relay.Core;

namespace Relay.AspNetCore;

/// <summary>
/// One timer that checks all connections: whether their clients are there, take the bytes sent to them, and finish their messages. The
/// framework's own keep-alive is not used: it has a timer for each connection, and hears no pongs while the relay works on a message and
/// reads nothing.
/// </summary>
sealed class KeepAlive(ConnectionRegistry registry, RelayOptions options, TimeProvider time) : IHostedService, IDisposable
{
    ITimer? _timer;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var tick = new Patience(options.Network).Tick;
        _timer = time.CreateTimer(static registry => ((ConnectionRegistry)registry!).Tick(), registry, tick, tick);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => _timer?.Dispose();
}
