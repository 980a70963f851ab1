using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Relay.FunctionalTests;

/// <summary>
/// A proxy in front of a relay: may speak TLS, may name its client in a header of the first request of each connection, and passes on
/// everything else, the header of its client only if it is gullible.
/// </summary>
sealed class FrontProxy : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _end = new();
    readonly Task _accepting;
    readonly int _relay;
    readonly string? _header;
    readonly bool _isGullible;
    readonly X509Certificate2? _certificate;

    public FrontProxy(int relay, string? header = null, X509Certificate2? certificate = null, bool isGullible = false)
    {
        (_relay, _header, _certificate, _isGullible) = (relay, header, certificate, isGullible);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The first lines of each connection so far, as the clients sent them.</summary>
    public ConcurrentQueue<string[]> Heads { get; } = new();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _end.Dispose();
    }

    async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
                connections.Add(PassOnAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
            // The test is over.
        }
        await Task.WhenAll(connections);
    }

    async Task PassOnAsync(TcpClient client)
    {
        try
        {
            using var _ = client;
            using var relay = new TcpClient();
            await relay.ConnectAsync(IPAddress.Loopback, _relay, _end.Token);
            Stream inner = client.GetStream();
            if (_certificate is not null)
            {
                var tls = new SslStream(inner);
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _end.Token);
                inner = tls;
            }
            if (await ReadHeadAsync(inner) is not { } head)
                return;
            await relay.GetStream().WriteAsync(head, _end.Token);
            await Task.WhenAny(inner.CopyToAsync(relay.GetStream(), _end.Token), relay.GetStream().CopyToAsync(inner, _end.Token));
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or SocketException
            or System.Security.Authentication.AuthenticationException)
        {
            // One of the two has left.
        }
    }

    /// <summary>Reads the first lines of a connection, and puts the header behind the first one; null if the client says nothing.</summary>
    async Task<byte[]?> ReadHeadAsync(Stream client)
    {
        var head = new StringBuilder();
        var next = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await client.ReadAsync(next, _end.Token) > 0)
            head.Append((char)next[0]);
        if (head.Length == 0)
            return null;
        var lines = head.ToString().Split("\r\n").ToList();
        Heads.Enqueue([.. lines]);
        if (_header is not null)
        {
            var name = _header.Split(':')[0];
            lines.RemoveAll(line => !_isGullible && line.StartsWith($"{name}:", StringComparison.OrdinalIgnoreCase));
            lines.Insert(1, _header);
        }
        return Encoding.ASCII.GetBytes(string.Join("\r\n", lines));
    }
}
