using System.Diagnostics;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections;
using Relay.Core;

namespace Relay.AspNetCore;

/// <summary>
/// One upgraded connection. The framework's WebSocket receives (masking, fragments, pings, close frames). The outbox sends everything.
/// </summary>
sealed class RelayConnection
{
    /// <summary>How long the client has to take the remaining bytes and to answer a close frame.</summary>
    static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long the session has to end once the client is gone. By then hooks that wait have been cancelled, and events on their way into
    /// the store have usually arrived. A hook that blocks its thread longer keeps the connection's place no further.
    /// </summary>
    static readonly TimeSpan GonePatience = TimeSpan.FromSeconds(2);

    /// <summary>The same for a connection that was closed to free memory, whose memory already counts as free.</summary>
    static readonly TimeSpan EvictionPatience = TimeSpan.FromSeconds(2);

    /// <summary>1013 of IANA's registry of close codes: the client has done nothing wrong and may come again.</summary>
    const WebSocketCloseStatus TryAgainLater = (WebSocketCloseStatus)1013;

    readonly Transport _transport;
    readonly ClientContext _client;
    readonly ConnectionServices _services;
    readonly bool _isDeflated;
    readonly Liveness _liveness = new();
    readonly ReceiveStream _received;
    readonly ReceiveBuffer _buffer;
    readonly Lock _lock = new();
    Timer? _deadline;
    Session? _session;
    bool _isOver;

    // Why this side ends the connection, for the log. The first reason counts.
    string? _cause;

    public RelayConnection(
        Transport transport, ClientContext client, ConnectionServices services, SendQueue queue, EventDeflater? deflater)
    {
        _transport = transport;
        _client = client;
        _services = services;
        _isDeflated = deflater is not null;
        Outbox = new FrameOutbox(services.Options.Limits, services.OutboxMemory, queue, deflater, Overflow);
        _received = new ReceiveStream(
            transport.Input, Outbox, _liveness, new FrameGuard(_isDeflated, services.Options.Limits.MaxMessageBytes));
        _buffer = new ReceiveBuffer(services.MessageMemory, client, services.Options.Limits.MaxMessageBytes, _isDeflated);
    }

    public long Id => _client.Id;

    public FrameOutbox Outbox { get; }

    /// <summary>The memory charged for the client's unfinished message; null if there is none or it is small.</summary>
    public MessageCharge? MessageCharge => _buffer.Charge;

    /// <summary>
    /// Runs the connection to its end, and gives back its place. Never throws: a disconnection of any kind is a normal end.
    /// </summary>
    public async Task RunAsync()
    {
        _services.Registry.Add(this);
        var started = Stopwatch.GetTimestamp();
        try
        {
            var sending = SendLoop.RunAsync(Outbox, _transport.Output, _services.MaxWriteBytes, _services.Metrics);
            // Once the transport is lost nothing more can be sent, and senders that wait may stop.
            var lost = _transport.Lost.UnsafeRegister(static outbox => ((FrameOutbox)outbox!).Abort(), Outbox);
            var status = WebSocketCloseStatus.NormalClosure;
            var reason = "";
            var isAbandoned = false;
            using (var socket = WebSocket.CreateFromStream(_received, SocketOptions()))
            {
                try
                {
                    var conversation = ConverseAsync(socket);
                    // A connection that can no longer send is at its end, and does not wait for hooks without one.
                    if (await Task.WhenAny(conversation, sending) == conversation || await HasEndedAsync(conversation))
                        await conversation;
                    else
                        isAbandoned = Abandon(conversation);
                    status = socket.CloseStatus ?? status;
                    if (socket.CloseStatus is { } code)
                        Note($"the client closed it with {(int)code}");
                }
                catch (Exception exception) when (IsDisconnection(exception))
                {
                    if (_received.Explain(exception) is { } problem)
                    {
                        (status, reason) = problem;
                        NoteClose(status, reason);
                    }
                }
                catch (Exception exception)
                {
                    TransportMessages.ConnectionFailed(_services.Logger, exception, Id);
                    status = WebSocketCloseStatus.InternalServerError;
                    NoteClose(status, "an internal error");
                }
                Outbox.SendControl(ControlFrames.Close(status, reason));
                // An abandoned session may still be reading, and two readers at once are not allowed.
                if (!isAbandoned && _received.AwaitsClose)
                {
                    StartDeadline(ClosePatience);
                    await _received.DiscardAsync();
                }
                await DrainAsync(sending);
            }
            await lost.DisposeAsync();
            await _transport.Input.CompleteAsync();
            // The connection holds its place until the transport has ended, and may be cut off meanwhile.
            await _transport.EndAsync(ClosePatience);
            lock (_lock)
                _isOver = true;
            _deadline?.Dispose();
        }
        finally
        {
            _services.Registry.Remove(this);
            _services.Registry.Leave(_client);
            TransportMessages.ConnectionEnded(
                _services.Logger, Id, Stopwatch.GetElapsedTime(started).TotalSeconds, _cause ?? "the client left without a close frame");
        }
    }

    /// <summary>
    /// Closes from this side, after the messages that already wait. A client that does not answer within 5 s is cut off. Thread-safe.
    /// </summary>
    public void Close(WebSocketCloseStatus status, string reason)
    {
        NoteClose(status, reason);
        Outbox.SendControl(ControlFrames.Close(status, reason));
        StartDeadline(ClosePatience);
    }

    /// <summary>
    /// Closes this connection because too much waits for all clients, and most of it for this one. False if it is already closing. Never
    /// waits. Thread-safe.
    /// </summary>
    public bool Evict()
    {
        if (!Outbox.Evict(_services.OutboxMemory.Reason))
            return false;
        NoteClose(WebSocketCloseStatus.PolicyViolation, _services.OutboxMemory.Reason);
        _services.Metrics.Closed(CloseCause.Outboxes);
        TransportMessages.OutboxEvicted(_services.Logger, Id);
        StartDeadline(EvictionPatience);
        return true;
    }

    /// <summary>Closes because there is no memory for the client's unfinished message. The receive loop calls this.</summary>
    public void EvictMessage(string reason)
    {
        if (MessageCharge?.TryForgive() == true)
            CloseForgiven(reason);
    }

    /// <summary>The same for a caller that has already forgiven the message's memory. Thread-safe.</summary>
    public void CloseForgiven(string reason)
    {
        _services.Metrics.Closed(CloseCause.Messages);
        TransportMessages.MessageEvicted(_services.Logger, Id, reason);
        NoteClose(TryAgainLater, reason);
        Outbox.SendControl(ControlFrames.Close(TryAgainLater, reason));
        StartDeadline(EvictionPatience);
    }

    /// <summary>
    /// Cuts off a client that takes nothing, closes one that does not finish a message, pings a silent one and cuts it off if it stays
    /// silent. The keep-alive timer calls this.
    /// </summary>
    public void Tick()
    {
        var patience = _services.Patience;
        if (Outbox.Progress.Tick(_transport) > patience.SendTicks)
        {
            _services.Metrics.Closed(CloseCause.SendTimeout);
            TransportMessages.NothingTaken(_services.Logger, Id, _services.Options.Network.SendTimeoutSeconds);
            Note("the relay cut it off: the client takes nothing that is sent to it");
            Abort();
            return;
        }
        if (_received.Tick() > patience.MessageTicks && !Outbox.IsSealed)
        {
            _services.Metrics.Closed(CloseCause.MessageTimeout);
            TransportMessages.MessageUnfinished(_services.Logger, Id, _services.Options.Network.MessageTimeoutSeconds);
            Close(
                WebSocketCloseStatus.PolicyViolation,
                $"a message must be whole within {_services.Options.Network.MessageTimeoutSeconds} s "
                + "(Relay:Network:MessageTimeoutSeconds)");
        }
        switch (_liveness.Tick(patience.PingTicks))
        {
            case LivenessAction.Ping:
                Outbox.SendControl(ControlFrames.Ping());
                break;
            case LivenessAction.Abort:
                _services.Metrics.Closed(CloseCause.Silent);
                TransportMessages.ClientSilent(_services.Logger, Id);
                Note("the relay cut it off: the client does not answer");
                Abort();
                break;
        }
    }

    /// <summary>Ends the connection at once. Thread-safe.</summary>
    public void Abort()
    {
        lock (_lock)
        {
            if (!_isOver)
                _transport.Abort();
        }
        Outbox.Abort();
    }

    /// <summary>Waits for the session's end, at most 2 s after the client is gone. False if the session still runs.</summary>
    async Task<bool> HasEndedAsync(Task conversation)
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = _transport.Lost.UnsafeRegister(static gone => ((TaskCompletionSource)gone!).TrySetResult(), gone);
        await Task.WhenAny(conversation, gone.Task);
        await conversation.WaitAsync(GonePatience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return conversation.IsCompleted;
    }

    /// <summary>Cuts off the client and leaves its session to end by itself. The session holds nothing that others need.</summary>
    bool Abandon(Task conversation)
    {
        TransportMessages.ConnectionAbandoned(_services.Logger, Id);
        _ = _session?.CloseAsync().AsTask();
        _ = conversation.ContinueWith(
            static ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        Abort();
        return true;
    }

    async Task ConverseAsync(WebSocket socket)
    {
        // A hook may block the thread that calls it, so the session runs on another thread than the one that ends the connection.
        await Task.Yield();
        var session = _session = await _services.Engine.OpenSessionAsync(_client, Outbox, _transport.Lost);
        try
        {
            await new ReceiveLoop(socket, this, _buffer, _services).RunAsync(session, _transport.Lost);
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
        if (sending.Exception?.InnerException is { } exception && !IsDisconnection(exception))
            TransportMessages.ConnectionFailed(_services.Logger, exception, Id);
    }

    void Overflow()
    {
        NoteClose(WebSocketCloseStatus.PolicyViolation, FrameOutbox.TooSlow);
        _services.Metrics.Closed(CloseCause.Outbox);
        StartDeadline(ClosePatience);
    }

    void NoteClose(WebSocketCloseStatus status, string reason) => Note($"the relay closed it with {(int)status}: {reason}");

    void Note(string cause) => Interlocked.CompareExchange(ref _cause, cause, null);

    void StartDeadline(TimeSpan patience)
    {
        lock (_lock)
        {
            if (!_isOver)
                _deadline ??= new Timer(static self => ((RelayConnection)self!).Abort(), this, patience, Timeout.InfiniteTimeSpan);
        }
    }

    WebSocketCreationOptions SocketOptions() => new()
    {
        IsServer = true,
        // KeepAlive pings instead.
        KeepAliveInterval = Timeout.InfiniteTimeSpan,
        DangerousDeflateOptions = _isDeflated
            ? new WebSocketDeflateOptions { ClientContextTakeover = false, ServerContextTakeover = false }
            : null,
    };

    static bool IsDisconnection(Exception exception) =>
        exception is WebSocketException or OperationCanceledException or IOException or ConnectionAbortedException
            or ObjectDisposedException;
}
