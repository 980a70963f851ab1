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
    readonly Lock _gate = new();
    CancellationTokenSource? _running;

    internal RelayDrain(ConnectionRegistry registry, TimeProvider time, ILogger<RelayDrain> logger) =>
        (_registry, _time, _logger) = (registry, time, logger);

    /// <summary>Whether the process takes no more connections until <see cref="Undo"/>.</summary>
    public bool IsOn => _registry.IsDraining;

    /// <summary>Open connections of all relays.</summary>
    public int Connections => _registry.Count;

    /// <summary>
    /// Takes no more connections, and closes the open ones (status 1001) spread evenly over a time. Returns how many it closed. Cancelling
    /// takes it back, and so does <see cref="Undo"/>, which ends this call with an <see cref="OperationCanceledException"/>; connections
    /// that are closed stay closed. Throws an <see cref="InvalidOperationException"/> while another call runs.
    /// </summary>
    /// <param name="over">The time in which all are closed.</param>
    /// <param name="progress">Gets the number that were closed so far.</param>
    /// <param name="cancel">Takes it back.</param>
    public async Task<int> RunAsync(TimeSpan over, Action<int>? progress = null, CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        using var undone = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        lock (_gate)
        {
            if (_running is not null)
                throw new InvalidOperationException("the relay is draining already");
            _running = undone;
            _registry.IsDraining = true;
        }
        try
        {
            return await CloseAllAsync(over, progress, undone.Token);
        }
        catch (OperationCanceledException)
        {
            TakeBack();
            throw;
        }
        finally
        {
            lock (_gate)
                _running = null;
        }
    }

    /// <summary>Takes connections again.</summary>
    public void Undo()
    {
        lock (_gate)
            _running?.Cancel();
        TakeBack();
    }

    async Task<int> CloseAllAsync(TimeSpan over, Action<int>? progress, CancellationToken cancel)
    {
        var open = _registry.Connections.Select(static connection => connection.Value).ToList();
        TransportMessages.Draining(_logger, open.Count, over.TotalSeconds);
        var (started, next, closed) = (_time.GetTimestamp(), 0, 0);
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            var share = over > TimeSpan.Zero ? Math.Min(1, _time.GetElapsedTime(started) / over) : 1;
            for (var due = (int)Math.Ceiling(share * open.Count); next < due; next++)
            {
                // Others have left by themselves.
                if (!_registry.Has(open[next]))
                    continue;
                open[next].Close(WebSocketCloseStatus.EndpointUnavailable, "the relay is draining: connect again");
                closed++;
            }
            progress?.Invoke(closed);
            if (next == open.Count)
                return closed;
            await Task.Delay(Step, _time, cancel);
        }
    }

    void TakeBack()
    {
        lock (_gate)
        {
            if (!_registry.IsDraining || _registry.IsClosing)
                return;
            _registry.IsDraining = false;
        }
        TransportMessages.Undrained(_logger);
    }
}
