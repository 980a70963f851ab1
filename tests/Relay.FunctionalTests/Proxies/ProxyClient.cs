using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Relay.FunctionalTests;

/// <summary>Clients of a proxy that have an address of their own, and accept any certificate.</summary>
static class ProxyClient
{
    public static readonly RemoteCertificateValidationCallback AnyCertificate = static (_, _, _, _) => true;

    /// <summary>A client for pages, at one of the loopback addresses.</summary>
    public static HttpClient At(string address) => new(Handler(address));

    /// <summary>Connects to the address of the machine that the request names, from the given one.</summary>
    public static SocketsHttpHandler Handler(string address) => new()
    {
        AllowAutoRedirect = false,
        SslOptions = { RemoteCertificateValidationCallback = AnyCertificate },
        ConnectCallback = async (context, cancel) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
                await socket.ConnectAsync(context.DnsEndPoint, cancel);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };
}
