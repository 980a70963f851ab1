using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace Relay.Server;

/// <summary>
/// Listens on sockets like the web server's own listener, with one difference: if no file is left for a connection, the server's own
/// listener retries without a pause, without end and without a log message.
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
        Socket? socket = null;
        try
        {
            socket = options.Value.CreateBoundListenSocket(endpoint);
            socket.Listen(options.Value.Backlog);
        }
        catch (SocketException exception)
        {
            socket?.Dispose();
            if (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
                throw new AddressInUseException(exception.Message, exception);
            throw new ListenException(endpoint, exception);
        }
        return new(new PatientListener(socket, options.Value, _logger, _serverLogger, time));
    }
}
