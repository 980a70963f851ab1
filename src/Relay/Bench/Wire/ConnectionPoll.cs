using System.Net.Sockets;

namespace Relay.Server;

/// <summary>Waits on many connections with one thread.</summary>
sealed class ConnectionPoll
{
    readonly Dictionary<Socket, int> _numbers = [];
    readonly List<Socket> _all = [];
    readonly List<Socket> _ready = [];

    public ConnectionPoll(IReadOnlyList<BenchConnection> connections)
    {
        foreach (var connection in connections)
        {
            _numbers.Add(connection.Socket, _all.Count);
            _all.Add(connection.Socket);
        }
    }

    /// <summary>The numbers of the connections that have bytes to receive; none if the time is over.</summary>
    public void Wait(TimeSpan timeout, List<int> numbers)
    {
        _ready.Clear();
        _ready.AddRange(_all);
        Socket.Select(_ready, null, null, timeout);
        numbers.Clear();
        foreach (var socket in _ready)
            numbers.Add(_numbers[socket]);
    }
}
