using System.Net;
using System.Net.Sockets;
using System.Reflection;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Relay.Server;

/// <summary>Accepts connections. While the process may open no more files, new connections wait in the system's queue.</summary>
sealed class PatientListener(Socket socket, SocketTransportOptions options, ILogger logger, ILogger serverLogger, TimeProvider time)
    : IConnectionListener
{
    /// <summary>The pause before the next try: short enough that clients do not notice, long enough to cost nothing.</summary>
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    static readonly TimeSpan LogPause = TimeSpan.FromMinutes(1);

    readonly SocketConnectionContextFactory _connections = new(ConnectionOptions(options), serverLogger);

    long? _toldAt;

    public EndPoint EndPoint { get; } = socket.LocalEndPoint!;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                var accepted = await socket.AcceptAsync(cancellationToken);
                if (accepted.LocalEndPoint is IPEndPoint)
                    accepted.NoDelay = options.NoDelay;
                return _connections.Create(accepted);
            }
            catch (SocketException exception)
                when (exception.SocketErrorCode is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable)
            {
                Tell(exception.SocketErrorCode);
                await Task.Delay(Pause, time, cancellationToken);
            }
            catch (SocketException exception) when (exception.SocketErrorCode != SocketError.OperationAborted)
            {
                // This client has left the queue. The loop goes on with the next one.
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                return null;
            }
        }
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => DisposeAsync();

    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        return default;
    }

    /// <summary>
    /// Makes the options with the constructor that the server's own listener uses, which is not public. Only that constructor sets the pool
    /// from which connections take their buffers; without the pool each buffer becomes garbage.
    /// </summary>
    static SocketConnectionFactoryOptions ConnectionOptions(SocketTransportOptions options)
    {
        var own = typeof(SocketConnectionFactoryOptions).GetConstructor(
            BindingFlags.Instance | BindingFlags.NonPublic, [typeof(SocketTransportOptions)]);
        if (own is not null)
            return (SocketConnectionFactoryOptions)own.Invoke([options]);
        return new SocketConnectionFactoryOptions
        {
            IOQueueCount = options.IOQueueCount,
            MaxReadBufferSize = options.MaxReadBufferSize,
            MaxWriteBufferSize = options.MaxWriteBufferSize,
            UnsafePreferInlineScheduling = options.UnsafePreferInlineScheduling,
            WaitForDataBeforeAllocatingBuffer = options.WaitForDataBeforeAllocatingBuffer,
        };
    }

    void Tell(SocketError error)
    {
        if (_toldAt is { } told && time.GetElapsedTime(told) < LogPause)
            return;
        _toldAt = time.GetTimestamp();
        ProgramLog.NoFileLeft(logger, EndPoint, error);
    }
}
