using System.Net.WebSockets;
using Microsoft.Extensions.Logging;

namespace Relay.AspNetCore;

/// <summary>
/// Sends the clients of all relays of the process elsewhere before it is stopped: no more are taken, and the open connections are closed
/// one after the other, so that clients do not all come back at the same moment. Thread-safe.
/// </summary>
public sealed class RelayDrain
{
    /// <summary>How often connections are closed meanwhile.</summary>
    static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    readonly ConnectionRegistry _registry;
    readonly TimeProvider _time;
    readonly ILogger _logger;

    internal RelayDrain(ConnectionRegistry registry, TimeProvider time, ILogger<RelayDrain> logger) =>
        (_registry, _time, _logger) = (registry, time, logger);

    /// <summary>Whether the process takes no more connections until <see cref="Undo"/>.</summary>
    public bool IsOn => _registry.IsDraining;

    /// <summary>Open connections of all relays.</summary>
    public int Connections => _registry.Count;

    /// <summary>
    /// Takes no more connections, and closes the open ones (status 1001) spread evenly over a time. Returns how many there were. Cancelling
    /// takes it back, as <see cref="Undo"/> does; connections that are closed stay closed.
    /// </summary>
    /// <param name="over">The time in which all are closed.</param>
    /// <param name="progress">Gets the number that were closed so far.</param>
    /// <param name="cancel">Takes it back.</param>
    public async Task<int> RunAsync(TimeSpan over, Action<int>? progress = null, CancellationToken cancel = default)
    {
        _registry.IsDraining = true;
        var open = _registry.Connections.Select(static connection => connection.Value).ToList();
        TransportMessages.Draining(_logger, open.Count, over.TotalSeconds);
        try
        {
            var (started, closed) = (_time.GetTimestamp(), 0);
            while (true)
            {
                var share = over > TimeSpan.Zero ? _time.GetElapsedTime(started) / over : 1;
                for (var due = (int)Math.Min(open.Count, Math.Ceiling(share * open.Count)); closed < due; closed++)
                    open[closed].Close(WebSocketCloseStatus.EndpointUnavailable, "the relay is draining: connect again");
                progress?.Invoke(closed);
                if (closed == open.Count)
                    return closed;
                await Task.Delay(Step, _time, cancel);
            }
        }
        catch (OperationCanceledException)
        {
            Undo();
            throw;
        }
    }

    /// <summary>Takes connections again.</summary>
    public void Undo()
    {
        _registry.IsDraining = false;
        TransportMessages.Undrained(_logger);
    }
}
