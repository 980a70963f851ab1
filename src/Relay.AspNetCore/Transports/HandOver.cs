using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Relay.AspNetCore;

/// <summary>
/// Takes a connection from HTTP once it is a WebSocket. The request ends with its handshake and the conversation goes on without it. The
/// server's memory for a request and its headers, nearly half the cost of an idle connection, is then garbage.
/// </summary>
sealed class HandOver : IConnectionHeartbeatFeature
{
    readonly ConnectionContext _connection;
    readonly IConnectionHeartbeatFeature _server;
    readonly IDuplexPipe _transport;
    readonly PendingConnections.Place _place;
    volatile (Action<object> Action, object State)[] _beats = [];
    RelayConnection? _taker;

    HandOver(ConnectionContext connection, IConnectionHeartbeatFeature server, PendingConnections.Place place)
    {
        _connection = connection;
        _server = server;
        _transport = connection.Transport;
        _place = place;
    }

    /// <summary>
    /// Runs HTTP on the connection, and then the WebSocket that has taken it over. Ends the connection if there are too many.
    /// </summary>
    public static Task RunAsync(ConnectionContext connection, ConnectionDelegate http, PendingConnections pending)
    {
        if (connection.Features.Get<IConnectionHeartbeatFeature>() is not { } server)
            return http(connection);
        return pending.TryEnter(connection.RemoteEndPoint) is { } place
            ? new HandOver(connection, server, place).RunAsync(http)
            : Task.CompletedTask;
    }

    /// <summary>Notes that the request has become a WebSocket, which no longer counts as a pending connection.</summary>
    public static void Upgraded(HttpContext context) => (context.Features.Get<IConnectionHeartbeatFeature>() as HandOver)?._place.Leave();

    /// <summary>The hand-over of an upgradable request's connection; null if HTTP cannot leave the connection.</summary>
    public static HandOver? Of(HttpContext context)
    {
        // Requests of HTTP/2 share a connection, and with TLS HTTP runs on a transport that ends with it.
        var isOwner = HttpProtocol.IsHttp11(context.Request.Protocol);
        return isOwner && context.Features.Get<IConnectionHeartbeatFeature>() is HandOver found
            && found._connection.Transport == found._transport
            ? found
            : null;
    }

    /// <summary>The transport for the time after HTTP.</summary>
    public Transport Transport() => new ConnectionTransport(_connection);

    /// <summary>Gives the connection to the taker as soon as the request has ended.</summary>
    public void Take(RelayConnection taker) => _taker = taker;

    /// <summary>
    /// Keeps HTTP's time-out checks here. The server would otherwise run them, and keep HTTP's memory alive, as long as the connection
    /// lives.
    /// </summary>
    public void OnHeartbeat(Action<object> action, object state)
    {
        var isFirst = _beats.Length == 0;
        _beats = [.. _beats, (action, state)];
        if (isFirst)
            _server.OnHeartbeat(static self => ((HandOver)self).Beat(), this);
    }

    void Beat()
    {
        foreach (var (action, state) in _beats)
            action(state);
    }

    async Task RunAsync(ConnectionDelegate http)
    {
        _connection.Features.Set<IConnectionHeartbeatFeature>(this);
        try
        {
            await http(_connection);
        }
        finally
        {
            _connection.Features.Set(_server);
            _place.Leave();
            // If nobody takes over, HTTP's time-outs watch until the rest was sent.
            if (_taker is not null)
            {
                _beats = [];
                await _taker.RunAsync();
            }
        }
    }
}
