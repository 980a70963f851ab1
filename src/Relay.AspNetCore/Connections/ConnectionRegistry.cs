using System.Collections.Concurrent;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Relay.Core;
using Relay.Nostr;

namespace Relay.AspNetCore;

/// <summary>All connections: how many there may be, and their common end. Thread-safe.</summary>
sealed class ConnectionRegistry(RelayOptions options)
{
    readonly ConcurrentDictionary<long, RelayConnection> _connections = [];
    readonly Dictionary<Bytes32, int> _perAddress = [];
    readonly Lock _lock = new();
    readonly CancellationTokenSource _closing = new();
    readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    long _lastId;
    int _count;
    volatile bool _isClosing;

    /// <summary>How many connections there may be: what is configured, unless the process has too few files for as many.</summary>
    internal int MaxConnections { get; set; } = options.Network.MaxConnections;

    /// <summary>Connections that are open or about to be.</summary>
    internal int Count => Volatile.Read(ref _count);

    /// <summary>The open connections by their ids, at any moment and without a lock.</summary>
    internal IEnumerable<KeyValuePair<long, RelayConnection>> Connections => _connections;

    /// <summary>Whether the relay is shutting down and takes no more.</summary>
    internal bool IsClosing => _isClosing;

    /// <summary>Cancelled when the relay shuts down, for what requests wait for.</summary>
    internal CancellationToken Closing => _closing.Token;

    internal long NextId() => Interlocked.Increment(ref _lastId);

    /// <summary>
    /// Takes a place for a connection, which <see cref="Leave"/> gives back. Returns 0, or the status code with which to
    /// refuse the connection.
    /// </summary>
    internal int TryEnter(ClientContext client)
    {
        lock (_lock)
        {
            if (_isClosing || _count >= MaxConnections)
                return StatusCodes.Status503ServiceUnavailable;
            if (CountedKey(client) is { } key)
            {
                var open = _perAddress.GetValueOrDefault(key);
                if (open >= options.Network.MaxConnectionsPerAddress)
                    return StatusCodes.Status429TooManyRequests;
                _perAddress[key] = open + 1;
            }
            _count++;
            return 0;
        }
    }

    internal void Leave(ClientContext client)
    {
        lock (_lock)
        {
            _count--;
            if (CountedKey(client) is { } key && --_perAddress[key] == 0)
                _perAddress.Remove(key);
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
        _closing.Cancel();
    }

    /// <summary>Asks every client to close and waits for them; false if some have not by then.</summary>
    internal Task<bool> CloseAllAsync(TimeSpan patience)
    {
        Refuse();
        foreach (var (_, connection) in _connections)
            Close(connection);
        return IsEmptyWithinAsync(patience);
    }

    /// <summary>Ends those that have not closed.</summary>
    internal void AbortAll()
    {
        foreach (var (_, connection) in _connections)
            connection.Abort();
    }

    /// <summary>Waits for the end of all connections that there are once no more are taken.</summary>
    internal async Task<bool> IsEmptyWithinAsync(TimeSpan patience)
    {
        await _empty.Task.WaitAsync(patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return _empty.Task.IsCompleted;
    }

    static void Close(RelayConnection connection) =>
        connection.Close(WebSocketCloseStatus.EndpointUnavailable, "the relay is shutting down");

    static Bytes32? CountedKey(ClientContext client) => client.LimitedAddress;
}
