using System.Net;
using System.Net.Sockets;

namespace Relay.TestSupport;

/// <summary>
/// Passes bytes between clients and a server on loopback, and fails as networks do when a test says so: it cuts connections, also after a
/// certain byte, refuses new ones, or holds everything back while connections stay open.
/// </summary>
public sealed class CuttingProxy : IAsyncDisposable
{
    readonly int _serverPort;
    readonly Lock _gate = new();
    readonly HashSet<ProxiedConnection> _connections = [];
    readonly List<Task> _accepting = [];
    TcpListener? _listener;
    TaskCompletionSource? _held;
    CutPoint? _cut;
    long _fromClients, _fromServer;

    /// <summary>A proxy for the server on this port of 127.0.0.1.</summary>
    public CuttingProxy(int serverPort)
    {
        _serverPort = serverPort;
        Accept();
    }

    /// <summary>The port on 127.0.0.1 that clients connect to.</summary>
    public int Port { get; } = LoopbackPort.Take();

    /// <summary>The most bytes that are passed on at a time. A small number gives the receiver everything in pieces.</summary>
    public int PieceBytes { get; set; } = 64 * 1024;

    /// <summary>How many bytes were passed on so far.</summary>
    public long Passed(ProxyDirection direction)
    {
        lock (_gate)
            return direction == ProxyDirection.FromClients ? _fromClients : _fromServer;
    }

    /// <summary>Cuts all connections.</summary>
    public void Cut()
    {
        lock (_gate)
        {
            foreach (var connection in _connections)
                connection.Cut();
        }
    }

    /// <summary>Cuts all connections and refuses new ones, until <see cref="Accept"/>.</summary>
    public void Refuse()
    {
        lock (_gate)
        {
            _listener?.Dispose();
            _listener = null;
        }
        Cut();
    }

    /// <summary>Lets connections in again.</summary>
    public void Accept()
    {
        lock (_gate)
        {
            if (_listener is not null)
                return;
            _listener = new TcpListener(IPAddress.Loopback, Port);
            _listener.Start();
            _accepting.Add(AcceptAsync(_listener));
        }
    }

    /// <summary>Passes nothing on, in either direction, while connections stay open; until <see cref="Release"/>.</summary>
    public void Hold()
    {
        lock (_gate)
            _held ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Passes on what was held back, and what comes.</summary>
    public void Release()
    {
        lock (_gate)
        {
            _held?.SetResult();
            _held = null;
        }
    }

    /// <summary>
    /// Cuts all connections when this many more bytes were passed on in one direction; what follows them is lost. Completes when that has
    /// happened.
    /// </summary>
    public Task CutAfterAsync(long bytes, ProxyDirection direction)
    {
        lock (_gate)
            return (_cut = new CutPoint(bytes, direction)).Reached.Task;
    }

    /// <summary>Forgets a <see cref="CutAfterAsync"/> that has not happened.</summary>
    public void Disarm()
    {
        lock (_gate)
            _cut = null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Refuse();
        Release();
        await Task.WhenAll(_accepting);
    }

    async Task AcceptAsync(TcpListener listener)
    {
        var serving = new List<Task>();
        try
        {
            while (true)
                serving.Add(ServeAsync(listener, await listener.AcceptSocketAsync()));
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It refuses from now on.
        }
        await Task.WhenAll(serving);
    }

    async Task ServeAsync(TcpListener listener, Socket client)
    {
        using var connection = new ProxiedConnection(client);
        lock (_gate)
        {
            if (listener != _listener)
                return;
            _connections.Add(connection);
        }
        await connection.RunAsync(_serverPort, PassAsync);
        lock (_gate)
            _connections.Remove(connection);
    }

    async ValueTask PassAsync(ReadOnlyMemory<byte> bytes, Socket to, ProxyDirection direction)
    {
        while (!bytes.IsEmpty)
        {
            Task held;
            lock (_gate)
                held = _held?.Task ?? Task.CompletedTask;
            await held;
            CutPoint? cut = null;
            int count;
            lock (_gate)
            {
                count = Math.Min(bytes.Length, PieceBytes);
                if (_cut?.Direction == direction)
                {
                    cut = _cut;
                    count = (int)Math.Min(count, cut.Left);
                    cut.Left -= count;
                }
                if (direction == ProxyDirection.FromClients)
                    _fromClients += count;
                else
                    _fromServer += count;
            }
            if (count > 0)
                await to.SendAsync(bytes[..count]);
            bytes = bytes[count..];
            if (cut is not { Left: 0 })
                continue;
            Disarm();
            Cut();
            cut.Reached.TrySetResult();
            return;
        }
    }

    sealed class CutPoint(long bytes, ProxyDirection direction)
    {
        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ProxyDirection Direction => direction;

        public long Left { get; set; } = bytes;
    }
}

/// <summary>Where bytes come from.</summary>
public enum ProxyDirection
{
    /// <summary>From clients to the server.</summary>
    FromClients,

    /// <summary>From the server to clients.</summary>
    FromServer,
}
