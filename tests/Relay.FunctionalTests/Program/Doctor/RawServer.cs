using System.Net;
using System.Net.Sockets;
using System.Text;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>A server that answers each connection with the same bytes, or never.</summary>
sealed class RawServer : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly CancellationTokenSource _end = new();
    readonly Task _accepting;
    readonly string? _answer;

    /// <summary>Starts the server. Without an answer it reads the request and says nothing.</summary>
    public RawServer(string? answer)
    {
        _answer = answer;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Url => $"http://127.0.0.1:{Port}/";

    /// <summary>An answer of a web server whose clock is ahead by this time.</summary>
    public static string AnswerAt(TimeSpan ahead) =>
        $"HTTP/1.1 200 OK\r\nDate: {DateTimeOffset.UtcNow + ahead:R}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

    /// <summary>Waits until a request has come.</summary>
    public Task AskedAsync() => _asked.Task.Within("a request");

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _end.Dispose();
    }

    async Task AcceptAsync()
    {
        var clients = new List<TcpClient>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_end.Token);
                clients.Add(client);
                _ = await client.GetStream().ReadAsync(new byte[4096], _end.Token);
                _asked.TrySetResult();
                if (_answer is null)
                    continue;
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(_answer), _end.Token);
                client.Dispose();
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or IOException)
        {
            // The test is over.
        }
        clients.ForEach(static client => client.Dispose());
    }
}
