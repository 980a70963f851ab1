using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Relay.Core;

/// <summary>The open sessions of a relay, and those that have ended while hooks are still being told. Thread-safe.</summary>
sealed class SessionRegistry(RelayMetrics metrics, ILogger logger)
{
    readonly ConcurrentDictionary<Session, bool> _sessions = new();
    int _connections;

    /// <summary>Open connections.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>The sessions whose end hooks have not been told yet.</summary>
    public ICollection<Session> All => _sessions.Keys;

    /// <summary>Notes a session that begins.</summary>
    public void Add(Session session)
    {
        _sessions.TryAdd(session, true);
        ConnectionsChanged(1);
        logger.ConnectionOpened(session.Client.Id);
    }

    /// <summary>Notes that the relay is done with a connection. Hooks may still be told of its end.</summary>
    public void Leave(Session session)
    {
        ConnectionsChanged(-1);
        logger.ConnectionClosed(session.Client.Id);
    }

    /// <summary>Notes that hooks have been told of a session's end.</summary>
    public void Remove(Session session) => _sessions.TryRemove(session, out _);

    void ConnectionsChanged(int by)
    {
        Interlocked.Add(ref _connections, by);
        metrics.ConnectionsChanged(by);
    }
}
