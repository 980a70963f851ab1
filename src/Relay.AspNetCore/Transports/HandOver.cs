using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Relay.AspNetCore;

/// <summary>
/// Takes a connection from HTTP once it is a WebSocket. The request ends with its handshake, and the conversation goes on
/// below it: what the server keeps for a request and its headers, nearly half of what an idle connection would cost, is
/// garbage then.
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

    /// <summary>Runs HTTP on the connection, and then whatever has taken it over; or ends it, if it is one too many.</summary>
    internal static Task RunAsync(ConnectionContext connection, ConnectionDelegate http, PendingConnections pending)
    {
        if (connection.Features.Get<IConnectionHeartbeatFeature>() is not { } server)
            return http(connection);
        return pending.TryEnter(connection.RemoteEndPoint) is { } place
            ? new HandOver(connection, server, place).RunAsync(http)
            : Task.CompletedTask;
    }

    /// <summary>The request has become a WebSocket, which is counted elsewhere.</summary>
    internal static void Upgraded(HttpContext context) => (context.Features.Get<IConnectionHeartbeatFeature>() as HandOver)?._place.Leave();

    /// <summary>The hand-over of an upgradable request's connection; null where HTTP cannot leave.</summary>
    internal static HandOver? Of(HttpContext context)
    {
        // Many requests of HTTP/2 share a connection, and with TLS HTTP runs on a transport that ends with it.
        var isOwner = HttpProtocol.IsHttp11(context.Request.Protocol);
        return isOwner && context.Features.Get<IConnectionHeartbeatFeature>() is HandOver found
            && found._connection.Transport == found._transport
            ? found
            : null;
    }

    /// <summary>The way to the client after HTTP.</summary>
    internal Transport Transport() => new ConnectionTransport(_connection);

    /// <summary>The connection is the taker's as soon as the request has ended.</summary>
    internal void Take(RelayConnection taker) => _taker = taker;

    /// <summary>
    /// HTTP's time-outs, which the server would go on to check, and keep HTTP alive by that, as long as the connection lives.
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
            // Where nobody takes over, HTTP's time-outs watch until what is left was sent.
            if (_taker is not null)
            {
                _beats = [];
                await _taker.RunAsync();
            }
        }
    }
}
