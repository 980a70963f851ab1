using System.Collections.Concurrent;
using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Relay.Core;

namespace Relay.AspNetCore;

/// <summary>All connections: how many there may be, and their common end. Thread-safe.</summary>
sealed class ConnectionRegistry(RelayOptions options)
{
    readonly ConcurrentDictionary<long, RelayConnection> _connections = [];
    readonly Dictionary<IPAddress, int> _perAddress = [];
    readonly Lock _lock = new();
    readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    long _lastId;
    int _count;
    volatile bool _isClosing;

    /// <summary>Connections that are open or about to be.</summary>
    internal int Count => Volatile.Read(ref _count);

    /// <summary>The open connections by their ids, at any moment and without a lock.</summary>
    internal IEnumerable<KeyValuePair<long, RelayConnection>> Connections => _connections;

    /// <summary>Whether the relay is shutting down and takes no more.</summary>
    internal bool IsClosing => _isClosing;

    internal long NextId() => Interlocked.Increment(ref _lastId);

    /// <summary>
    /// Takes a place for a connection, which <see cref="Leave"/> gives back. Returns 0, or the status code with which to
    /// refuse the connection.
    /// </summary>
    internal int TryEnter(IPAddress? address)
    {
        lock (_lock)
        {
            if (_isClosing || _count >= options.Network.MaxConnections)
                return StatusCodes.Status503ServiceUnavailable;
            if (IsCounted(address))
            {
                var open = _perAddress.GetValueOrDefault(address!);
                if (open >= options.Network.MaxConnectionsPerAddress)
                    return StatusCodes.Status429TooManyRequests;
                _perAddress[address!] = open + 1;
            }
            _count++;
            return 0;
        }
    }

    internal void Leave(IPAddress? address)
    {
        lock (_lock)
        {
            _count--;
            if (IsCounted(address) && --_perAddress[address!] == 0)
                _perAddress.Remove(address!);
            if (_isClosing && _count == 0)
                _empty.TrySetResult();
        }
    }

    /// <summary>Makes the connection known, so that it is closed with all others.</summary>
    internal void Add(RelayConnection connection)
    {
        _connections[connection.Id] = connection;
        if (_isClosing)
            Close(connection);
    }

    internal void Remove(RelayConnection connection) => _connections.TryRemove(connection.Id, out _);

    /// <summary>Lets every connection see whether its client is still there.</summary>
    internal void Tick()
    {
        foreach (var (_, connection) in _connections)
            connection.Tick();
    }

    /// <summary>Takes no more connections from now on.</summary>
    internal void Refuse()
    {
        lock (_lock)
        {
            _isClosing = true;
            if (_count == 0)
                _empty.TrySetResult();
        }
    }

    /// <summary>Asks every client to close, waits for them, and ends those that have not closed by then.</summary>
    internal async Task CloseAllAsync(TimeSpan patience)
    {
        Refuse();
        foreach (var (_, connection) in _connections)
            Close(connection);
        if (await IsEmptyWithinAsync(patience))
            return;
        foreach (var (_, connection) in _connections)
            connection.Abort();
        await IsEmptyWithinAsync(patience);
    }

    async Task<bool> IsEmptyWithinAsync(TimeSpan patience)
    {
        await _empty.Task.WaitAsync(patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return _empty.Task.IsCompleted;
    }

    static void Close(RelayConnection connection) =>
        connection.Close(WebSocketCloseStatus.EndpointUnavailable, "the relay is shutting down");

    static bool IsCounted(IPAddress? address) => address is not null && !IPAddress.IsLoopback(address);
}
