using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Relay.Nostr;

namespace Relay.Testing;

/// <summary>
/// A client that speaks NIP-01 over the framework's WebSocket. Tests wait for the answer to a certain message; everything else that arrives
/// stays in order for <see cref="NextAsync"/>. It never sleeps. A wait longer than <see cref="Deadline.Default"/> throws.
/// </summary>
public sealed class RelayClient : IAsyncDisposable
{
    readonly ClientWebSocket _socket;
    readonly ReplyQueue _replies = new();
    readonly TaskCompletionSource<string> _challenge = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly SemaphoreSlim _sending = new(1);
    readonly Task _receiving;
    int _barriers;

    RelayClient(ClientWebSocket socket)
    {
        _socket = socket;
        _receiving = ReceiveAsync();
    }

    /// <summary>How the relay closed the connection, once <see cref="ClosedAsync"/> has completed.</summary>
    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    /// <summary>The reason that the relay's close frame gave.</summary>
    public string? CloseReason => _socket.CloseStatusDescription;

    /// <summary>Connects to a relay.</summary>
    public static async Task<RelayClient> ConnectAsync(Uri address, bool deflate = false, Action<ClientWebSocketOptions>? configure = null)
    {
        var socket = new ClientWebSocket();
        if (deflate)
            socket.Options.DangerousDeflateOptions = new WebSocketDeflateOptions();
        configure?.Invoke(socket.Options);
        await socket.ConnectAsync(address, CancellationToken.None).Within("the upgrade");
        return new RelayClient(socket);
    }

    /// <summary>Sends a text message as it is, valid or not.</summary>
    public Task SendAsync(string message) => SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text);

    /// <summary>Sends a message of any type as it is.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> message, WebSocketMessageType type)
    {
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(message, type, endOfMessage: true, CancellationToken.None).AsTask().Within("sending");
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Sends EVENT without waiting for its OK.</summary>
    public Task SendEventAsync(NostrEvent e) => SendAsync($"[\"EVENT\",{Encoding.UTF8.GetString(e.ToJson())}]");

    /// <summary>Publishes an event and gives its OK.</summary>
    public async Task<OkReply> PublishAsync(NostrEvent e)
    {
        await SendEventAsync(e);
        return await OkAsync(e.Id.ToString());
    }

    /// <summary>The challenge to sign (NIP-42). It is kept apart from other messages.</summary>
    public Task<string> ChallengeAsync() => _challenge.Task.Within("the challenge");

    /// <summary>Answers the challenge with a proof that names the relay by this address, and gives its OK.</summary>
    public async Task<OkReply> AuthenticateAsync(Author author, string relay, long? at = null) =>
        await AuthenticateAsync(author.Proof(await ChallengeAsync(), relay, at));

    /// <summary>Sends AUTH with this event and gives its OK.</summary>
    public async Task<OkReply> AuthenticateAsync(NostrEvent proof)
    {
        await SendAsync($"[\"AUTH\",{Encoding.UTF8.GetString(proof.ToJson())}]");
        return await OkAsync(proof.Id.ToString());
    }

    /// <summary>Publishes events one after the other; each must be accepted.</summary>
    public async Task PublishAllAsync(params IEnumerable<NostrEvent> events)
    {
        foreach (var e in events)
        {
            var ok = await PublishAsync(e);
            if (!ok.Accepted)
                throw new InvalidOperationException($"the relay refused an event that a test relies on: {ok}");
        }
    }

    /// <summary>Sends an event as JSON text, valid or not, and returns the OK for the id that it names.</summary>
    public async Task<OkReply> PublishAsync(string json, string id)
    {
        await SendAsync($"[\"EVENT\",{json}]");
        return await OkAsync(id);
    }

    /// <summary>The OK for an event that was sent.</summary>
    public async Task<OkReply> OkAsync(string id) =>
        (OkReply)await _replies.TakeAsync(r => r is OkReply ok && ok.Id == id, $"the OK for {id}");

    /// <summary>Opens a subscription and returns the stored events. The subscription stays open.</summary>
    public async Task<StoredReply> ReqAsync(string id, params string[] filters)
    {
        await SendAsync($"[\"REQ\",{Quoted(id)}{Joined(filters)}]");
        return await StoredAsync(id);
    }

    /// <summary>The stored events of a REQ that was sent, up to EOSE or CLOSED.</summary>
    public async Task<StoredReply> StoredAsync(string id)
    {
        var events = new List<NostrEvent>();
        while (true)
        {
            var reply = await _replies.TakeAsync(r => IsOf(r, id), $"the answer to REQ {id}");
            switch (reply)
            {
                case EventReply e:
                    events.Add(e.Event);
                    break;
                case EoseReply eose:
                    return new StoredReply(events, null, string.Join(' ', eose.Hints));
                case ClosedReply closed:
                    return new StoredReply(events, closed.Message);
            }
        }
    }

    /// <summary>Asks for stored events and closes the subscription again.</summary>
    public async Task<StoredReply> QueryAsync(params string[] filters)
    {
        var id = $"query-{Interlocked.Increment(ref _barriers)}";
        var stored = await ReqAsync(id, filters);
        await CloseAsync(id);
        return stored;
    }

    /// <summary>Sends COUNT and gives the answer: a <see cref="CountReply"/> or a <see cref="ClosedReply"/>.</summary>
    public async Task<RelayReply> CountAsync(string id, params string[] filters)
    {
        await SendAsync($"[\"COUNT\",{Quoted(id)}{Joined(filters)}]");
        return await _replies.TakeAsync(
            r => (r is CountReply c && c.Subscription == id) || (r is ClosedReply x && x.Subscription == id), $"the answer to COUNT {id}");
    }

    /// <summary>The number of events that match.</summary>
    public async Task<long> CountAsync(string filter) =>
        await CountAsync($"count-{Interlocked.Increment(ref _barriers)}", [filter]) is CountReply count
            ? count.Count
            : throw new InvalidOperationException("COUNT was refused");

    /// <summary>Closes a subscription. The relay does not answer that.</summary>
    public Task CloseAsync(string id) => SendAsync($"[\"CLOSE\",{Quoted(id)}]");

    /// <summary>The next message of any type.</summary>
    public Task<RelayReply> NextAsync() => _replies.TakeAsync(static _ => true, "a message");

    /// <summary>The next message, which must be of this type.</summary>
    public async Task<T> NextAsync<T>() where T : RelayReply
    {
        var reply = await _replies.TakeAsync(static _ => true, typeof(T).Name);
        return reply as T ?? throw new InvalidOperationException($"{typeof(T).Name} was expected, but this came: {reply}");
    }

    /// <summary>
    /// All messages that have arrived and were not read. The relay has answered a question sent now, so all answers to earlier messages of
    /// this connection have arrived, except those to REQ, which may take longer; await them with <see cref="StoredAsync"/>.
    /// </summary>
    public async Task<IReadOnlyList<RelayReply>> DrainAsync()
    {
        var id = $"barrier-{Interlocked.Increment(ref _barriers)}";
        await SendAsync($"[\"REQ\",\"{id}\",{{\"ids\":[]}}]");
        var taken = await _replies.TakeThroughAsync(r => IsOf(r, id), "a barrier");
        await CloseAsync(id);
        return taken;
    }

    /// <summary>Completes when the relay has ended the connection, with a close frame or without.</summary>
    public Task ClosedAsync() => _receiving.Within("the end of the connection");

    /// <summary>Drops the connection without a close frame.</summary>
    public void Abort() => _socket.Abort();

    /// <summary>Closes the connection with a close frame and waits for the relay's.</summary>
    public async Task DisconnectAsync()
    {
        await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).Within("sending a close frame");
        await ClosedAsync();
    }

    /// <summary>Closes the connection, if it is open, and waits for its end.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_socket.State == WebSocketState.Open)
            await DisconnectAsync();
        _socket.Abort();
        await _receiving;
        _socket.Dispose();
        _sending.Dispose();
    }

    async Task ReceiveAsync()
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                var length = 0;
                ValueWebSocketReceiveResult received;
                do
                {
                    if (length == buffer.Length)
                        Array.Resize(ref buffer, 2 * length);
                    received = await _socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                    length += received.Count;
                }
                while (!received.EndOfMessage);
                if (received.MessageType == WebSocketMessageType.Close)
                    break;
                var reply = RelayReply.Parse(Encoding.UTF8.GetString(buffer, 0, length));
                if (reply is not AuthReply auth || !_challenge.TrySetResult(auth.Challenge))
                    _replies.Add(reply);
            }
            if (_socket.State == WebSocketState.CloseReceived)
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
            _replies.End(new InvalidOperationException($"closed by the relay: {CloseStatus} {CloseReason}"));
        }
        catch (Exception exception)
        {
            _replies.End(exception);
        }
    }

    static bool IsOf(RelayReply reply, string id) => reply switch
    {
        EventReply e => e.Subscription == id,
        EoseReply eose => eose.Subscription == id,
        ClosedReply closed => closed.Subscription == id,
        _ => false,
    };

    static string Quoted(string id) => JsonSerializer.Serialize(id);

    static string Joined(string[] filters) => string.Concat(filters.Select(static filter => "," + filter));
}
