using System.Net;
using System.Net.Sockets;

namespace Relay.TestSupport;

/// <summary>Ports for servers that tests start as processes.</summary>
static class LoopbackPort
{
    /// <summary>
    /// A port of the loopback interface that nobody uses. Systems take the ports of outgoing connections from above these, so that a server
    /// which is started again finds its port free.
    /// </summary>
    public static int Take()
    {
        for (var tries = 0; ; tries++)
        {
            using var listener = new TcpListener(IPAddress.Loopback, Random.Shared.Next(20_000, 32_000));
            try
            {
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException) when (tries < 100)
            {
                // Somebody uses it.
            }
        }
    }
}
