using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace Relay.Server;

/// <summary>
/// Listens on sockets like the web server's own listener, with two differences. If no file is left for a connection, the server's own
/// listener retries without a pause, without end and without a log message. And it does not start on the Unix socket that a killed process
/// left behind.
/// </summary>
sealed class PatientListenerFactory(IOptions<SocketTransportOptions> options, ILoggerFactory loggers, TimeProvider time)
    : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    readonly ILogger _logger = loggers.CreateLogger<PatientListenerFactory>();

    // Uses the name of the server's own listener. At level Debug it logs much about every connection.
    readonly ILogger _serverLogger = loggers.CreateLogger("Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets");

    public bool CanBind(EndPoint endpoint) => endpoint is IPEndPoint or UnixDomainSocketEndPoint;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        Socket socket;
        try
        {
            socket = Listen(endpoint);
        }
        catch (SocketException exception)
        {
            if (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
                throw new AddressInUseException(exception.Message, exception);
            throw new ListenException(endpoint, exception);
        }
        return new(new PatientListener(socket, options.Value, _logger, _serverLogger, time));
    }

    Socket Listen(EndPoint endpoint)
    {
        if (endpoint is not UnixDomainSocketEndPoint)
            return Open(endpoint);
        var path = endpoint.ToString()!;
        Socket socket;
        try
        {
            socket = Open(endpoint);
        }
        catch (SocketException exception)
            when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse && UnixSocketFile.RemoveAbandoned(path))
        {
            socket = Open(endpoint);
        }
        UnixSocketFile.OpenToAll(path);
        return socket;
    }

    Socket Open(EndPoint endpoint)
    {
        var socket = options.Value.CreateBoundListenSocket(endpoint);
        try
        {
            socket.Listen(options.Value.Backlog);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
