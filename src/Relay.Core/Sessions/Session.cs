using System.Runtime.CompilerServices;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// The relay's side of one connection: messages in, answers into an outbox. It never sees a socket. One reader gives it messages, and
/// awaits each call before it reads on: this holds a busy client back.
/// </summary>
public sealed class Session : IClientSession
{
    /// <summary>
    /// How long the session waits at its end for answers to the client's last events, which the client may still receive. The connection
    /// keeps its place that long.
    /// </summary>
    static readonly TimeSpan LastAnswersPatience = TimeSpan.FromSeconds(2);

    readonly SessionServices _services;
    readonly SubscriptionSet _subscriptions;
    readonly RequestHandler _requests;
    EventLane? _lane;
    Streak _streak;

    // Made when a caller first needs the token, or at the end: an idle connection has neither.
    CancellationTokenSource? _closed;
    SessionEnd? _end;

    // Parsing never waits, so a thread's parser serves all connections, and an idle connection holds no buffer.
    [ThreadStatic]
    static EventParser? _parser;

    internal Session(SessionServices services, ClientContext client, IOutbox outbox)
    {
        _services = services;
        // An idle connection holds no challenge if clients cannot authenticate.
        _subscriptions = new SubscriptionSet(
            services.Subscriptions, client, outbox, services.Access.CanAuthenticate ? new Authentication(services.Proofs) : null);
        _requests = new RequestHandler(services, this, _subscriptions);
    }

    /// <summary>The connection as hooks see it.</summary>
    public ClientContext Client => _subscriptions.Client;

    internal IOutbox Outbox => _subscriptions.Outbox;

    /// <summary>Its open subscriptions.</summary>
    internal SubscriptionSet Subscriptions => _subscriptions;

    /// <summary>Cancelled when the connection ends.</summary>
    internal CancellationToken Closed => ClosedSource().Token;

    /// <summary>
    /// Takes one whole text message. The caller may reuse its memory when the call completes. Never throws: the client is told what is
    /// wrong. Completes when the next message may be read. Work that needs no waiting, up to a query's first slice, is one turn of the
    /// client; while processors are busy, the call waits for that turn.
    /// </summary>
    public ValueTask ConsumeAsync(ReadOnlyMemory<byte> message, CancellationToken cancel)
    {
        var entering = EnterAsync();
        return entering.IsCompletedSuccessfully ? Consume(entering.Result, message, cancel) : ConsumeLaterAsync(entering, message, cancel);
    }

    /// <summary>
    /// Takes a turn of the client for work on a message that is not complete yet, such as inflating it, or for all messages that have
    /// arrived. The caller disposes of the turn, or ends it with <see cref="Turn.EndHere"/>, before it awaits anything.
    /// </summary>
    public ValueTask<Turn> EnterTurnAsync() => EnterAsync();

    /// <summary>Answers a whole message that is not text.</summary>
    public void RefuseBinary() => RefuseUnknown(ClientMessageType.Unknown, "invalid: a message must be a text frame");

    /// <summary>
    /// Ends the session: no further message is consumed, and subscriptions and queries stop. Events that it took are decided and stored as
    /// if the client were still connected. The call completes when they are, or after two seconds; after that nothing is answered. Hooks
    /// are told of the end when all events are decided. May be called more than once.
    /// </summary>
    public ValueTask CloseAsync()
    {
        var end = new SessionEnd();
        if (Interlocked.CompareExchange(ref _end, end, null) is { } earlier)
            return new(earlier.Left.Task);
        _ = EndAsync(end);
        return new(end.Left.Task);
    }

    /// <summary>Ends the session. Completes after hooks were told of it.</summary>
    internal async Task FarewellAsync()
    {
        await CloseAsync();
        await _end!.Told.Task;
    }

    /// <summary>Sends the client a challenge (NIP-42), if it can authenticate and got none before.</summary>
    internal void Challenge() => _subscriptions.Authentication?.Challenge(Outbox);

    /// <summary>Sends the client a challenge before it gets a refusal that says that a key is needed.</summary>
    internal void ChallengeBefore(string refusal) => _subscriptions.Authentication?.ChallengeBefore(refusal, Outbox);

    bool IClientSession.RequestAuth()
    {
        Challenge();
        return _subscriptions.Authentication is not null;
    }

    /// <summary>Completes when every event taken so far is answered and committed. A connection that never publishes has no lane.</summary>
    internal ValueTask DrainAsync() => _lane?.DrainAsync() ?? default;

    ValueTask<Turn> EnterAsync()
    {
        if (!_streak.IsOver)
            return Client.Turns.EnterAsync();
        _streak.Reset();
        Turn.EndHere();
        return Client.Turns.EnterLaterAsync();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    async ValueTask ConsumeLaterAsync(ValueTask<Turn> entering, ReadOnlyMemory<byte> message, CancellationToken cancel) =>
        await Consume(await entering, message, cancel);

    /// <summary>The turn ends before anything is awaited.</summary>
    ValueTask Consume(Turn turn, ReadOnlyMemory<byte> message, CancellationToken cancel)
    {
        using (turn)
        {
            _streak.Begin();
            var consumed = ConsumeAsync(message.Span, cancel);
            _streak.End();
            return consumed;
        }
    }

    ValueTask ConsumeAsync(ReadOnlySpan<byte> message, CancellationToken cancel)
    {
        if (Volatile.Read(ref _end) is not null)
            return default;
        var reader = new ClientMessageReader(message);
        _services.Metrics.MessageReceived(reader.Type);
        // Events of a client that has disconnected still count. Its questions do not, since nobody reads the answers.
        if (cancel.IsCancellationRequested && reader.Type != ClientMessageType.Event)
            return default;
        switch (reader.Type)
        {
            case ClientMessageType.Event:
                return ConsumeEventAsync(ref reader);
            case ClientMessageType.Req:
                return _requests.RequestAsync(ref reader, cancel);
            case ClientMessageType.Count:
                return _requests.CountAsync(ref reader, cancel);
            case ClientMessageType.Close:
                if (reader.TryReadSubscriptionId(out var id))
                    _subscriptions.Close(id);
                return default;
            case ClientMessageType.Auth:
                return ConsumeAuthAsync(ref reader);
            case ClientMessageType.NegOpen or ClientMessageType.NegMsg:
                RefuseNegentropy(ref reader);
                return default;
            default:
                RefuseUnknown(reader.Type, reader.Problem ?? "invalid: unknown message");
                return default;
        }
    }

    /// <summary>Asks the hooks about an unknown message, too: reading it costs as much as reading any other.</summary>
    void RefuseUnknown(ClientMessageType type, string problem)
    {
        var limit = _services.RejectMessage(Client, type);
        ChallengeBefore(limit.Message);
        if (limit.IsRefused)
            Outbox.SendNotice(limit.Message);
        else if (type == ClientMessageType.Unknown)
            Outbox.SendNotice(problem);
    }

    ValueTask ConsumeEventAsync(ref ClientMessageReader reader)
    {
        var parser = _parser ??= new EventParser();
        if (!reader.TryReadEvent(parser, out var problem))
        {
            // Hooks are asked even so: reading it has cost something, too.
            if (_services.RejectMessage(Client, ClientMessageType.Event) is { IsRefused: true } limit)
                problem = limit.Message;
            _services.Metrics.EventAnswered(accepted: false, problem!);
            AnswerUnreadable(parser, problem!);
            return default;
        }
        var e = parser.View;
        // In the order of cost, so that cheap refusals come before expensive work.
        if (_services.RejectMessage(Client, ClientMessageType.Event) is { IsRefused: true } verdict)
            Answer(e.Id, accepted: false, verdict.Message);
        else if (CheckLimits(e, parser.TagCount) is { } refusal)
            Answer(e.Id, accepted: false, refusal);
        else if (AskStores(e) is { } known)
            Answer(e.Id, known.IsAccepted, known.Message);
        else if (_services.Access.CheckWrite(Client, e) is { IsRefused: true } access)
            Answer(e.Id, accepted: false, access.Message);
        else
            return AddToLaneAsync(new NostrEvent(e));
        return default;
    }

    /// <summary>The answer, if the stores have the event or fail; null if it must be judged.</summary>
    StoreResult? AskStores(EventView e)
    {
        try
        {
            return _services.Intake.Admission.IsStored(e.Id) ? new StoreResult(StoreStatus.Duplicate) : null;
        }
        catch (Exception exception)
        {
            _services.Faults.EventFailed(exception, Client.Id, e.Id);
            return StoreResult.Failed(HookFaults.RefusalOf(exception));
        }
    }

    ValueTask AddToLaneAsync(NostrEvent e)
    {
        if (_lane is { } lane)
            return lane.AddAsync(e);
        lane = new EventLane(_services.Intake, Client, Answer);
        Interlocked.Exchange(ref _lane, lane);
        // The session may have ended during this message. The end sets its mark before it looks for a lane, so one of the two ends the
        // lane.
        return Volatile.Read(ref _end) is null ? lane.AddAsync(e) : new(lane.EndAsync());
    }

    string? CheckLimits(EventView e, int tagCount)
    {
        var limits = _services.Options.Limits;
        if (tagCount > limits.MaxEventTags)
            return LimitsOptions.Named("invalid: too many tags", nameof(LimitsOptions.MaxEventTags), limits.MaxEventTags);
        return e.CreatedAt > _services.Now + limits.CreatedAtMaxSecondsAhead
            ? LimitsOptions.Named(
                "invalid: created_at is too far in the future",
                nameof(LimitsOptions.CreatedAtMaxSecondsAhead),
                limits.CreatedAtMaxSecondsAhead)
            : null;
    }

    ValueTask ConsumeAuthAsync(ref ClientMessageReader reader)
    {
        var parser = _parser ??= new EventParser();
        var isReadable = reader.TryReadEvent(parser, out var problem);
        if (_services.RejectMessage(Client, ClientMessageType.Auth) is { IsRefused: true } limit)
            problem = limit.Message;
        else if (_subscriptions.Authentication is null)
            problem = "invalid: authentication is not enabled here";
        else if (isReadable)
            return AuthenticateAsync(_subscriptions.Authentication, parser.View);
        NoteAuthentication(problem!);
        AnswerUnreadable(parser, problem!);
        return default;
    }

    ValueTask AuthenticateAsync(Authentication authentication, EventView e)
    {
        var verdict = authentication.Check(Client, e);
        NoteAuthentication(verdict.Message);
        if (!verdict.IsRefused && !Client.HasKey(e.PublicKey))
            return AddKeyAsync(e.Id, e.PublicKey);
        Outbox.SendOk(e.Id, !verdict.IsRefused, verdict.Message);
        return default;
    }

    /// <summary>Adds the key after events that came before the proof: those are judged without it.</summary>
    async ValueTask AddKeyAsync(Bytes32 id, Bytes32 key)
    {
        await DrainAsync();
        Client.AddKey(key);
        _services.Logger.KeyProved(Client.Id, key);
        Outbox.SendOk(id, accepted: true, "");
    }

    void NoteAuthentication(string refusal)
    {
        _services.Metrics.AuthenticationAnswered(accepted: refusal.Length == 0);
        if (refusal.Length > 0)
            _services.Logger.AuthenticationRefused(Client.Id, refusal);
    }

    void RefuseNegentropy(ref ClientMessageReader reader)
    {
        var limit = _services.RejectMessage(Client, reader.Type);
        if (!reader.TryReadSubscriptionId(out var id))
        {
            Outbox.SendNotice(limit.IsRefused ? limit.Message : "invalid: a NEG message must have an id");
            return;
        }
        var refusal = limit.IsRefused ? limit.Message : _services.Access.MayReadAnything(Client)
            ? "unsupported: this relay does not support NIP-77"
            : "auth-required: authenticate to read here";
        ChallengeBefore(refusal);
        Outbox.SendNegErr(id, refusal);
    }

    /// <summary>Answers with the id that the client sent, in any form. Without an id it sends a NOTICE.</summary>
    void AnswerUnreadable(EventParser parser, string problem)
    {
        ChallengeBefore(problem);
        if (parser.IdText.IsEmpty)
            Outbox.SendNotice(problem);
        else
            Outbox.SendOk(parser.IdText, accepted: false, problem);
    }

    void Answer(NostrEvent e, StoreResult result) => Answer(e.Id, result.IsAccepted, result.Message);

    void Answer(in Bytes32 id, bool accepted, string message)
    {
        ChallengeBefore(message);
        Outbox.SendOk(id, accepted, message);
        _services.Metrics.EventAnswered(accepted, message);
        _services.Logger.EventAnswered(Client.Id, id, accepted, message);
    }

    CancellationTokenSource ClosedSource()
    {
        if (Volatile.Read(ref _closed) is { } source)
            return source;
        source = new CancellationTokenSource();
        return Interlocked.CompareExchange(ref _closed, source, null) ?? source;
    }

    /// <summary>Gives the connection's place back before hooks are told of the end, so that slow hooks do not keep the place.</summary>
    async Task EndAsync(SessionEnd end)
    {
        // Callbacks that hooks registered with the token run elsewhere, and nothing waits for them.
        HookRunner.Observe(ClosedSource().CancelAsync());
        _subscriptions.EndAll();
        var emptied = Volatile.Read(ref _lane)?.EndAsync() ?? Task.CompletedTask;
        await emptied.WaitAsync(LastAnswersPatience, _services.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _services.Sessions.Leave(this);
        end.Left.SetResult();
        await emptied;
        if (_services.Pipeline.HasDisconnect)
            await TellDisconnectedAsync();
        _services.Sessions.Remove(this);
        end.Told.SetResult();
    }

    async Task TellDisconnectedAsync()
    {
        // A hook that blocks its thread does not block the caller that closes the connection.
        await Task.Yield();
        await _services.Pipeline.OnDisconnectAsync(Client);
    }
}
