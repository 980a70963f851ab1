using System.Net;
using System.Net.Sockets;

namespace Relay.TestSupport;

/// <summary>A client's connection through a <see cref="CuttingProxy"/>, and the one to the server that belongs to it.</summary>
sealed class ProxiedConnection(Socket client) : IDisposable
{
    readonly Socket _server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    /// <summary>Connects to the server and passes bytes both ways until either side ends, or <see cref="Cut"/>.</summary>
    public async Task RunAsync(int port, Func<ReadOnlyMemory<byte>, Socket, ProxyDirection, ValueTask> pass)
    {
        try
        {
            client.NoDelay = true;
            await _server.ConnectAsync(IPAddress.Loopback, port);
            await Task.WhenAll(
                PumpAsync(client, _server, ProxyDirection.FromClients, pass), PumpAsync(_server, client, ProxyDirection.FromServer, pass));
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The server refuses, or the connection was cut.
        }
    }

    /// <summary>Closes both connections. What was passed on still reaches the receivers.</summary>
    public void Cut()
    {
        client.Dispose();
        _server.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => Cut();

    async Task PumpAsync(
        Socket from, Socket to, ProxyDirection direction, Func<ReadOnlyMemory<byte>, Socket, ProxyDirection, ValueTask> pass)
    {
        try
        {
            var buffer = new byte[64 * 1024];
            while (await from.ReceiveAsync(buffer) is > 0 and var count)
                await pass(buffer.AsMemory(0, count), to, direction);
        }
        finally
        {
            Cut();
        }
    }
}
