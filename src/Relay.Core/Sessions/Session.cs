using System.Runtime.CompilerServices;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// The relay's side of one connection: messages in, answers into an outbox. It never sees a socket. Messages come from
/// one reader, which awaits each before it reads on: that is how a busy client is held back.
/// </summary>
public sealed class Session
{
    /// <summary>For the answers to what a client said last, which it may still hear; its place is taken meanwhile.</summary>
    static readonly TimeSpan LastAnswersPatience = TimeSpan.FromSeconds(2);

    readonly SessionServices _services;
    readonly SubscriptionSet _subscriptions;
    readonly RequestHandler _requests;
    // None where clients cannot authenticate: an idle connection holds no challenge then.
    readonly Authentication? _authentication;
    EventLane? _lane;
    Streak _streak;

    // Made when somebody wants to know of the end, or when it comes: an idle connection has neither.
    CancellationTokenSource? _closed;
    SessionEnd? _end;

    // Parsing never waits, so a thread's parser serves all connections, and an idle connection holds no buffer.
    [ThreadStatic]
    static EventParser? _parser;

    internal Session(SessionServices services, ClientContext client, IOutbox outbox)
    {
        _services = services;
        Client = client;
        Outbox = outbox;
        _authentication = services.Access.CanAuthenticate ? new Authentication(services.Proofs) : null;
        _subscriptions = new SubscriptionSet(services.Subscriptions, client, outbox, _authentication);
        _requests = new RequestHandler(services, this, _subscriptions);
    }

    /// <summary>The connection as hooks see it.</summary>
    public ClientContext Client { get; }

    internal IOutbox Outbox { get; }

    /// <summary>Its open subscriptions.</summary>
    internal SubscriptionSet Subscriptions => _subscriptions;

    /// <summary>Cancelled when the connection ends.</summary>
    internal CancellationToken Closed => ClosedSource().Token;

    /// <summary>
    /// Takes one whole text message, which may be reused when the call completes. Never throws: what is wrong is told to
    /// the client. Completes when the next message may be read. What can be done at once, up to the first slice of a query, is
    /// one turn of the client; where processors are short it waits for that.
    /// </summary>
    public ValueTask ConsumeAsync(ReadOnlyMemory<byte> message, CancellationToken cancel)
    {
        var entering = EnterAsync();
        return entering.IsCompletedSuccessfully ? Consume(entering.Result, message, cancel) : ConsumeLaterAsync(entering, message, cancel);
    }

    /// <summary>
    /// A turn of the client for work on a message that is not yet whole, such as inflating it, or for all the messages that are there. It
    /// is disposed of, or ended with <see cref="Turn.EndHere"/>, before anything is awaited.
    /// </summary>
    public ValueTask<Turn> EnterTurnAsync() => EnterAsync();

    /// <summary>Answers a whole message that is no text.</summary>
    public void RefuseBinary() => RefuseUnknown(ClientMessageType.Unknown, "invalid: a message must be a text frame");

    /// <summary>
    /// Ends the session: no message is consumed any more, subscriptions and queries stop. The events that it was given are decided and
    /// stored as if the client were there. When they are, or after two seconds, the call completes, and nothing more is answered; when they
    /// are, hooks learn of the end. May be called more than once.
    /// </summary>
    public ValueTask CloseAsync()
    {
        var end = new SessionEnd();
        if (Interlocked.CompareExchange(ref _end, end, null) is { } earlier)
            return new(earlier.Left.Task);
        _ = EndAsync(end);
        return new(end.Left.Task);
    }

    /// <summary>Ends the session, and completes when hooks have learned of it, too.</summary>
    internal async Task FarewellAsync()
    {
        await CloseAsync();
        await _end!.Told.Task;
    }

    /// <summary>Asks the client to prove its keys, if it can and was not asked before.</summary>
    internal void Challenge() => _authentication?.Challenge(Outbox);

    /// <summary>Asks the client to prove its keys before it is told that they are needed.</summary>
    internal void ChallengeBefore(string refusal) => _authentication?.ChallengeBefore(refusal, Outbox);

    /// <summary>Completes when every event taken so far is answered and committed. A connection that never publishes has no lane.</summary>
    internal ValueTask DrainAsync() => _lane?.DrainAsync() ?? default;

    ValueTask<Turn> EnterAsync()
    {
        if (!_streak.IsOver)
            return Client.Turns!.EnterAsync();
        _streak.Reset();
        Turn.EndHere();
        return Client.Turns!.EnterLaterAsync();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    async ValueTask ConsumeLaterAsync(ValueTask<Turn> entering, ReadOnlyMemory<byte> message, CancellationToken cancel) =>
        await Consume(await entering, message, cancel);

    /// <summary>The turn ends with what is done at once, before anything is awaited.</summary>
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
        // Of a client that is gone, what it published still counts; nobody reads the answers to its questions.
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

    /// <summary>Asked about like any other: reading what nobody understands costs as much.</summary>
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
            // Asked about all the same: reading it has cost something, too.
            if (_services.RejectMessage(Client, ClientMessageType.Event) is { IsRefused: true } limit)
                problem = limit.Message;
            _services.Metrics.EventAnswered(accepted: false, problem!);
            AnswerUnreadable(parser, problem!);
            return default;
        }
        var e = parser.View;
        // In the order of their cost, so that what one refuses has not been paid for by another.
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

    /// <summary>The answer, if the stores have the event or cannot tell; null if it is to be judged.</summary>
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
        // The session's end, which may have come in the middle of this message, looks for a lane after it is known.
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
        else if (_authentication is null)
            problem = "invalid: authentication is not enabled here";
        else if (isReadable)
            return AuthenticateAsync(_authentication, parser.View);
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

    /// <summary>Events that came before the proof are judged without its key.</summary>
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

    /// <summary>Answers by the id that the client gave, of whatever form; without one there is nothing to answer by.</summary>
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

    /// <summary>
    /// Gives the connection's place back before hooks learn of the end: a client that is gone holds none, whatever they do.
    /// </summary>
    async Task EndAsync(SessionEnd end)
    {
        // What hooks have registered with the token runs elsewhere, and nobody waits for it.
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
        // A hook that blocks its thread does not block who closes the connection.
        await Task.Yield();
        try
        {
            await _services.Pipeline.OnDisconnectAsync(Client);
        }
        catch (Exception exception)
        {
            _services.Faults.HookFailed(exception, Client.Id, nameof(IDisconnectHook));
        }
    }
}
