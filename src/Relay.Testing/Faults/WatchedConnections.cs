using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace Relay.Testing;

/// <summary>The open connections of a relay.</summary>
sealed class WatchedConnections
{
    readonly ConcurrentDictionary<ConnectionContext, bool> _open = new();

    public void Watch(IConnectionBuilder endpoint) => endpoint.Use(next => async connection =>
    {
        _open.TryAdd(connection, true);
        try
        {
            await next(connection);
        }
        finally
        {
            _open.TryRemove(connection, out _);
        }
    });

    /// <summary>Ends all of them without a farewell.</summary>
    public void Abort()
    {
        foreach (var connection in _open.Keys)
            connection.Abort(new ConnectionAbortedException("a fault of the test"));
    }
}
