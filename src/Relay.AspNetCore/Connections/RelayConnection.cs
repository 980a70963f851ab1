using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections;
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

    /// <summary>
    /// How long the session has to end once the client is gone. What hooks wait for is cancelled by then, and what is on its way into
    /// the store is usually there; a hook that blocks its thread gets no more of the connection's place.
    /// </summary>
    static readonly TimeSpan GonePatience = TimeSpan.FromSeconds(2);

    readonly Transport _transport;
    readonly ClientContext _client;
    readonly ConnectionServices _services;
    readonly bool _isDeflated;
    readonly Liveness _liveness = new();
    readonly Lock _lock = new();
    Timer? _deadline;
    Session? _session;
    bool _isOver;

    internal RelayConnection(Transport transport, ClientContext client, ConnectionServices services, SendQueue queue, EventDeflater? deflater)
    {
        _transport = transport;
        _client = client;
        _services = services;
        _isDeflated = deflater is not null;
        Outbox = new FrameOutbox(services.Options.Limits, queue, deflater, Overflow);
    }

    internal long Id => _client.Id;

    internal FrameOutbox Outbox { get; }

    /// <summary>
    /// Runs the connection to its end, and gives back the place that was taken for it. Never throws: disconnection in any
    /// form is an end like any other.
    /// </summary>
    internal async Task RunAsync()
    {
        _services.Registry.Add(this);
        try
        {
            var sending = SendLoop.RunAsync(Outbox, _transport.Output, _liveness, _services.Metrics);
            // Once the transport is gone nothing more can be sent, and whoever waits to send may stop.
            var lost = _transport.Lost.UnsafeRegister(static outbox => ((FrameOutbox)outbox!).Abort(), Outbox);
            var status = WebSocketCloseStatus.NormalClosure;
            var reason = "";
            var input = new ReceiveStream(_transport.Input, Outbox, _liveness, new(_isDeflated, _services.Options.Limits.MaxMessageBytes));
            using (var socket = WebSocket.CreateFromStream(input, SocketOptions()))
            {
                try
                {
                    var conversation = ConverseAsync(socket);
                    // What can send no more is at its end, and does not wait for hooks without one.
                    if (await Task.WhenAny(conversation, sending) == conversation || await HasEndedAsync(conversation))
                        await conversation;
                    else
                        Abandon(conversation);
                    status = socket.CloseStatus ?? status;
                }
                catch (Exception e) when (IsDisconnection(e))
                {
                    if (input.Explain(e) is { } problem)
                        (status, reason) = problem;
                }
                catch (Exception e)
                {
                    Log.ConnectionFailed(_services.Logger, e, Id);
                    status = WebSocketCloseStatus.InternalServerError;
                }
                Outbox.SendControl(ControlFrames.Close(status, reason));
                if (input.AwaitsClose)
                {
                    StartDeadline();
                    await input.DiscardAsync();
                }
                await DrainAsync(sending);
            }
            await lost.DisposeAsync();
            await _transport.Input.CompleteAsync();
            lock (_lock)
                _isOver = true;
            _deadline?.Dispose();
            // Until then it holds its place.
            await _transport.EndAsync(ClosePatience);
        }
        finally
        {
            _services.Registry.Remove(this);
            _services.Registry.Leave(_client);
        }
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
                Log.ClientSilent(_services.Logger, Id);
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
                _transport.Abort();
        }
        Outbox.Abort();
    }

    /// <summary>Waits for the session's end until some time after the client is gone.</summary>
    async Task<bool> HasEndedAsync(Task conversation)
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = _transport.Lost.UnsafeRegister(static gone => ((TaskCompletionSource)gone!).TrySetResult(), gone);
        await Task.WhenAny(conversation, gone.Task);
        await conversation.WaitAsync(GonePatience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return conversation.IsCompleted;
    }

    /// <summary>Leaves the session to itself, with nothing that others need.</summary>
    void Abandon(Task conversation)
    {
        Log.ConnectionAbandoned(_services.Logger, Id);
        _ = _session?.CloseAsync().AsTask();
        _ = conversation.ContinueWith(
            static ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    async Task ConverseAsync(WebSocket socket)
    {
        // A hook may block the thread that calls it, which is not the one that ends the connection.
        await Task.Yield();
        var session = _session = await _services.Engine.OpenSessionAsync(_client, Outbox, _transport.Lost);
        try
        {
            await new ReceiveLoop(socket, this, _services).RunAsync(session, _transport.Lost);
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
            Log.ConnectionFailed(_services.Logger, e, Id);
    }

    void Overflow()
    {
        _services.Metrics.TooSlow();
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
