using System.Net.Sockets;

namespace Relay.Bench;

/// <summary>Waits on many connections with one thread.</summary>
sealed class ConnectionPoll : IDisposable
{
    readonly Dictionary<Socket, int> _numbers = [];
    readonly List<Socket> _ready = [];
    readonly Epoll? _epoll = OperatingSystem.IsLinux() ? new Epoll() : null;

    public ConnectionPoll(IReadOnlyList<BenchConnection> connections)
    {
        for (var i = 0; i < connections.Count; i++)
        {
            if (_epoll is null)
                _numbers.Add(connections[i].Socket, i);
            else
                _epoll.Watch((int)connections[i].Socket.Handle, i);
        }
    }

    /// <summary>Collects the numbers of the connections that have bytes to receive; none if the time is over.</summary>
    public void Wait(TimeSpan timeout, List<int> numbers)
    {
        numbers.Clear();
        if (_epoll is not null)
        {
            _epoll.Wait((int)Math.Ceiling(timeout.TotalMilliseconds), numbers);
            return;
        }
        _ready.Clear();
        _ready.AddRange(_numbers.Keys);
        Socket.Select(_ready, null, null, timeout);
        foreach (var socket in _ready)
            numbers.Add(_numbers[socket]);
    }

    public void Dispose() => _epoll?.Dispose();
}
