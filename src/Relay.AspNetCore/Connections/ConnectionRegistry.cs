using System.Collections.Concurrent;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Relay.Core;
using Relay.Nostr;

namespace Relay.AspNetCore;

/// <summary>All connections: counts them, limits them and closes them together. Thread-safe.</summary>
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
    volatile bool _isDraining;

    /// <summary>The most connections: the configured number, or fewer if the process has too little memory or too few files.</summary>
    public int MaxConnections { get; set; } = options.Network.MaxConnections;

    /// <summary>The number of connections that are open or being opened.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The open connections by their ids. May be read at any moment, without a lock.</summary>
    public IEnumerable<KeyValuePair<long, RelayConnection>> Connections => _connections;

    /// <summary>Whether the relay is shutting down and takes no more connections.</summary>
    public bool IsClosing => _isClosing;

    /// <summary>Whether the relay takes no more connections for the time being, because its clients are to go elsewhere.</summary>
    public bool IsDraining
    {
        get => _isDraining;
        set => _isDraining = value;
    }

    /// <summary>Cancelled when the relay shuts down. Requests pass it to everything they wait for.</summary>
    public CancellationToken Closing => _closing.Token;

    public long NextId() => Interlocked.Increment(ref _lastId);

    /// <summary>
    /// Takes a place for a connection; <see cref="Leave"/> gives it back. Returns 0, or the status code with which to refuse the
    /// connection.
    /// </summary>
    public int TryEnter(ClientContext client)
    {
        lock (_lock)
        {
            if (_isClosing || _isDraining || _count >= MaxConnections)
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

    public void Leave(ClientContext client)
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

    /// <summary>Registers the connection, so that it is closed with all others.</summary>
    public void Add(RelayConnection connection)
    {
        _connections[connection.Id] = connection;
        if (_isClosing)
            Close(connection);
    }

    /// <summary>Whether the connection has not ended.</summary>
    public bool Has(RelayConnection connection) => _connections.ContainsKey(connection.Id);

    public void Remove(RelayConnection connection) => _connections.TryRemove(connection.Id, out _);

    /// <summary>Lets every connection check whether its client is still there.</summary>
    public void Tick()
    {
        foreach (var (_, connection) in _connections)
            connection.Tick();
    }

    /// <summary>Takes no more connections from now on.</summary>
    public void Refuse()
    {
        lock (_lock)
        {
            _isClosing = true;
            if (_count == 0)
                _empty.TrySetResult();
        }
        _closing.Cancel();
    }

    /// <summary>Asks every client to close and waits for them. False if some connections are still open after the time given.</summary>
    public Task<bool> CloseAllAsync(TimeSpan patience)
    {
        Refuse();
        foreach (var (_, connection) in _connections)
            Close(connection);
        return IsEmptyWithinAsync(patience);
    }

    /// <summary>Cuts off the connections that are still open.</summary>
    public void AbortAll()
    {
        foreach (var (_, connection) in _connections)
            connection.Abort();
    }

    /// <summary>
    /// Waits until all connections have ended, once no more are taken. False if some are still open after the time given.
    /// </summary>
    public async Task<bool> IsEmptyWithinAsync(TimeSpan patience)
    {
        await _empty.Task.WaitAsync(patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return _empty.Task.IsCompleted;
    }

    static void Close(RelayConnection connection) =>
        connection.Close(WebSocketCloseStatus.EndpointUnavailable, "the relay is shutting down");

    static Bytes32? CountedKey(ClientContext client) => client.LimitedAddress;
}
