using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Relay.Core;

namespace Relay.AspNetCore;

/// <summary>
/// One upgraded connection. The framework's WebSocket receives (masking, fragments, pings, close frames); everything
/// that is sent goes through the outbox.
/// </summary>
sealed class RelayConnection
{
    /// <summary>How long the client has to take what is left and to answer a close frame.</summary>
    static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(5);

    readonly HttpContext _http;
    readonly ClientContext _client;
    readonly RelayOptions _options;
    readonly TransportMetrics _metrics;
    readonly ILogger _logger;
    readonly bool _isDeflated;
    readonly Liveness _liveness = new();
    readonly Lock _lock = new();
    Timer? _deadline;
    bool _isOver;

    internal RelayConnection(
        HttpContext http, ClientContext client, RelayOptions options, SendQueue queue, EventDeflater? deflater, TransportMetrics metrics, ILogger logger)
    {
        _http = http;
        _client = client;
        _options = options;
        _isDeflated = deflater is not null;
        _metrics = metrics;
        _logger = logger;
        Outbox = new FrameOutbox(options.Limits, queue, deflater, Overflow);
    }

    internal long Id => _client.Id;

    internal FrameOutbox Outbox { get; }

    /// <summary>Runs the connection to its end. Disconnection in any form is an end like any other.</summary>
    internal async Task RunAsync(Stream transport, RelayEngine engine)
    {
        var sending = SendLoop.RunAsync(Outbox, transport, _liveness, _metrics);
        // Once the transport is gone nothing more can be sent, and whoever waits to send may stop.
        var lost = _http.RequestAborted.UnsafeRegister(static outbox => ((FrameOutbox)outbox!).Abort(), Outbox);
        var status = WebSocketCloseStatus.NormalClosure;
        using (var socket = WebSocket.CreateFromStream(new ReceiveStream(transport, Outbox, _liveness), SocketOptions()))
        {
            try
            {
                await ConverseAsync(socket, engine);
                status = socket.CloseStatus ?? status;
            }
            catch (Exception e) when (IsDisconnection(e))
            {
            }
            catch (Exception e)
            {
                Log.ConnectionFailed(_logger, e, Id);
                status = WebSocketCloseStatus.InternalServerError;
            }
            Outbox.SendControl(ControlFrames.Close(status, ""));
            await DrainAsync(sending);
        }
        await lost.DisposeAsync();
        lock (_lock)
            _isOver = true;
        _deadline?.Dispose();
    }

    /// <summary>Closes from this side, after what already waits. A client that does not answer is cut off. Thread-safe.</summary>
    internal void Close(WebSocketCloseStatus status, string reason)
    {
        Outbox.SendControl(ControlFrames.Close(status, reason));
        StartDeadline();
    }

    /// <summary>Pings a silent client and gives up one that stays silent. The keep-alive timer calls this.</summary>
    internal void Tick()
    {
        switch (_liveness.Tick(isWriting: Outbox.PendingBytes > 0))
        {
            case LivenessAction.Ping:
                Outbox.SendControl(ControlFrames.Ping());
                break;
            case LivenessAction.Abort:
                Log.ClientSilent(_logger, Id);
                Abort();
                break;
        }
    }

    /// <summary>Ends the connection at once. Thread-safe.</summary>
    internal void Abort()
    {
        lock (_lock)
        {
            if (!_isOver)
                _http.Abort();
        }
        Outbox.Abort();
    }

    async Task ConverseAsync(WebSocket socket, RelayEngine engine)
    {
        var session = await engine.OpenSessionAsync(_client, Outbox, _http.RequestAborted);
        try
        {
            await new ReceiveLoop(socket, this, _options.Limits.MaxMessageBytes, _metrics).RunAsync(session, _http.RequestAborted);
        }
        finally
        {
            await session.CloseAsync();
        }
    }

    async Task DrainAsync(Task sending)
    {
        var isDrained = sending.WaitAsync(ClosePatience);
        await isDrained.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!sending.IsCompleted)
        {
            Abort();
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        if (sending.Exception?.InnerException is { } e && !IsDisconnection(e))
            Log.ConnectionFailed(_logger, e, Id);
    }

    void Overflow()
    {
        _metrics.TooSlow();
        StartDeadline();
    }

    void StartDeadline()
    {
        lock (_lock)
        {
            if (!_isOver)
                _deadline ??= new Timer(static self => ((RelayConnection)self!).Abort(), this, ClosePatience, Timeout.InfiniteTimeSpan);
        }
    }

    WebSocketCreationOptions SocketOptions() => new()
    {
        IsServer = true,
        // See KeepAlive.
        KeepAliveInterval = Timeout.InfiniteTimeSpan,
        DangerousDeflateOptions = _isDeflated
            ? new WebSocketDeflateOptions { ClientContextTakeover = false, ServerContextTakeover = false }
            : null,
    };

    static bool IsDisconnection(Exception e) =>
        e is WebSocketException or OperationCanceledException or IOException or ConnectionAbortedException or ObjectDisposedException;
}
