using System.Net;
using System.Net.Sockets;

namespace Relay.Server;

/// <summary>Asks a relay on this machine for its health at one of the addresses on which it listens.</summary>
static class HealthClient
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <summary>Asks. Never throws for a relay that does not answer.</summary>
    public static async Task<HealthAnswer> AskAsync(BindingAddress address, CancellationToken cancel)
    {
        var uri = Reachable(address);
        var name = address.IsUnixPipe ? $"{address.Scheme}://unix:{address.UnixPipePath}" : uri.ToString();
        if (address is { IsUnixPipe: false, Port: 0 })
            return new(false, $"{name} has port 0: the system chooses the relay's port, which only its log tells");
        using var http = new HttpClient(Handler(address)) { Timeout = Patience };
        try
        {
            using var answer = await http.GetAsync(new Uri(uri, "/health"), cancel);
            return HealthAnswer.Of(name, (int)answer.StatusCode, await answer.Content.ReadAsStringAsync(cancel));
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            cancel.ThrowIfCancellationRequested();
            // The outer message also names a host and a port, which a unix socket has not.
            var reason = exception.InnerException is SocketException inner ? inner.Message : exception.Message;
            return new(false, $"{name} does not answer: {reason.ReplaceLineEndings(" ")}");
        }
    }

    /// <summary>
    /// The address in the form in which this machine reaches it. The web server listens on every address of the machine if the host is
    /// neither an address nor localhost.
    /// </summary>
    static Uri Reachable(BindingAddress address)
    {
        if (address.IsUnixPipe)
            return new Uri($"{address.Scheme}://localhost");
        var isOne = address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(address.Host, out var ip) && !ip.Equals(IPAddress.Any) && !ip.Equals(IPAddress.IPv6Any));
        return new UriBuilder(address.Scheme, isOne ? address.Host : "127.0.0.1", address.Port).Uri;
    }

    static SocketsHttpHandler Handler(BindingAddress address)
    {
        var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
        // The certificate names the host that clients ask for, not this machine's own address, and nothing secret is sent.
        handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
        if (address.IsUnixPipe)
        {
            var endpoint = new UnixDomainSocketEndPoint(address.UnixPipePath);
            handler.ConnectCallback = async (_, cancel) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await socket.ConnectAsync(endpoint, cancel);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            };
        }
        return handler;
    }
}
