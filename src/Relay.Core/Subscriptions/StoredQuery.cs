using System.Diagnostics;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Answers one REQ: the stored events, EOSE, and the hand-off to live.
/// <para>
/// With one sequenced store: the subscription is registered, then H is the store's newest number, the query takes
/// numbers up to H, and what came later is read by number until nothing is between H and what the fan-out has published.
/// Every event is sent exactly once, whenever it is stored.
/// </para>
/// <para>
/// With several sources nothing numbers their events together. Live events that come while the query runs wait (at most
/// <see cref="PendingEvents.MaxEvents"/>, more close the subscription) and are sent after EOSE unless the query gave
/// them, too. So an event is never missing if its source finds it once it is stored; it comes twice if the query gives it
/// but its storing is announced only after EOSE.
/// </para>
/// </summary>
sealed class StoredQuery : IEventSink
{
    // As many numbers at a time as a client takes without a pause; the store gives fewer where events are large.
    const int CatchUpNumbers = 500;

    // Ids are taken from the budget of subscriptions for so many events at a time.
    const int IdsAtATime = 1024;
    const int BytesOfId = 64;

    readonly RelayEngine _engine;
    readonly Subscription _subscription;
    readonly IReadOnlyList<Filter> _filters;
    readonly LimitProbe? _probe;
    readonly HashSet<Bytes32>? _sentIds;
    readonly QueryMeter? _meter;
    int _sent;
    int _idsPaid;

    /// <summary>
    /// The filters are those of the subscription that want stored events, their limits within bounds or, with a probe, as it sets them.
    /// </summary>
    internal StoredQuery(RelayEngine engine, Subscription subscription, IReadOnlyList<Filter> filters, LimitProbe? probe)
    {
        _probe = probe;
        _engine = engine;
        _subscription = subscription;
        _filters = filters;
        _sentIds = engine.Pipeline.Sequenced is null ? [] : null;
        if (engine.Pipeline.HasQueryCost)
            _meter = new QueryMeter(engine.Pipeline, subscription.Session.Client, End);
    }

    IOutbox Outbox => _subscription.Session.Outbox;

    /// <summary>Runs to the end whatever happens: never throws.</summary>
    internal async Task RunAsync()
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            if (_engine.Pipeline.Sequenced is { } store)
                await AnswerFromOneAsync(store);
            else
                await AnswerFromSeveralAsync();
            _meter?.Finish();
            _engine.Metrics.QueryAnswered(Stopwatch.GetElapsedTime(started));
        }
        catch (OperationCanceledException) when (_subscription.Closed.IsCancellationRequested)
        {
        }
        catch (Exception exception)
        {
            _engine.Faults.QueryFailed(exception, _subscription.Session.Client.Id);
            _subscription.Session.Drop(_subscription, RelayEngine.Refusal(exception));
        }
        _subscription.Session.Subscriptions.Give((long)_idsPaid * BytesOfId);
        _engine.Metrics.StoredEventsSent(_sent);
    }

    /// <inheritdoc/>
    public bool IsComplete => _meter is { IsOver: true };

    /// <inheritdoc/>
    public bool TryWrite(EventView e)
    {
        if (Outbox.IsFull)
            return false;
        if (_sentIds is not null && !TryNote(e.Id) || !_subscription.TrySendStored(e))
            return true;
        _sent++;
        _meter?.AddSent(e);
        return true;
    }

    /// <inheritdoc/>
    public async ValueTask WaitForRoomAsync(CancellationToken cancel)
    {
        try
        {
            await Outbox.WaitForRoomAsync(cancel);
        }
        catch (Exception) when (!_subscription.Closed.IsCancellationRequested)
        {
            // The connection is gone, so nobody wants the rest; the transport closes the session in a moment.
            _subscription.Session.Drop(_subscription, reason: null);
            _subscription.Closed.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Notes what is sent; false if it was sent before, or cannot be noted, which ends the subscription.</summary>
    bool TryNote(in Bytes32 id)
    {
        if (_sentIds!.Count == _idsPaid)
        {
            if (_subscription.Closed.IsCancellationRequested)
                return false;
            if (_subscription.Session.Subscriptions.Take(IdsAtATime * BytesOfId) is { } lacking)
            {
                End($"blocked: open subscriptions take too much memory ({lacking.Option})");
                return false;
            }
            _idsPaid += IdsAtATime;
        }
        return _sentIds.Add(id);
    }

    async ValueTask AnswerFromOneAsync(ISequencedStore store)
    {
        var sentUpTo = store.LastSequence;
        if (_filters.Count > 0)
            await QueryAsync(sentUpTo);
        if (!_subscription.TrySendEose(_probe?.Hint ?? EoseHint.None))
            return;
        while (!_subscription.TryGoLive(sentUpTo))
        {
            sentUpTo = await CatchUpAsync(store, sentUpTo);
            if (Outbox.IsFull)
                await WaitForRoomAsync(_subscription.Closed);
        }
    }

    /// <summary>
    /// Reads some of what was stored since a number and sends what matches: in a turn of the client, and told as what queries look at. Gives
    /// the number up to which everything was sent.
    /// </summary>
    async ValueTask<long> CatchUpAsync(ISequencedStore store, long after)
    {
        var turn = new EventQuery { Filters = _filters, Visibility = Visibility.Everything, Client = _subscription.Session.Client };
        var (sentUpTo, forHooks) = await turn.InTurnAsync(
            (Query: this, Store: store, After: after), static round => round.Query.ReadRound(round.Store, round.After), _subscription.Closed);
        foreach (var e in forHooks)
            await AskAndSendAsync(e);
        return sentUpTo;
    }

    /// <summary>Never waits: what hooks are to be asked about is given back.</summary>
    (long SentUpTo, IReadOnlyList<NostrEvent> ForHooks) ReadRound(ISequencedStore store, long after)
    {
        var next = Math.Min(_subscription.Lane.Published, after + CatchUpNumbers);
        var events = store.ReadSequence(after, next, out var read);
        var hasHooks = _engine.Pipeline.HasPreventBroadcast || _engine.Pipeline.HasOverwriteResponseEvent;
        List<NostrEvent>? forHooks = null;
        foreach (var e in events)
        {
            if (!_engine.IsVisibleNow(_subscription.Session.Client, e.View) || !_subscription.Matches(e.View))
                continue;
            if (hasHooks)
                (forHooks ??= []).Add(e);
            else
                SendCaughtUp(e);
        }
        _meter?.AddScanned(events.Count);
        return (read, forHooks ?? (IReadOnlyList<NostrEvent>)[]);
    }

    async ValueTask AnswerFromSeveralAsync()
    {
        if (_filters.Count > 0)
            await QueryAsync(long.MaxValue);
        if (_subscription.TrySendEose(_probe?.Hint ?? EoseHint.None))
            _subscription.GoLive(_sentIds!);
    }

    async ValueTask QueryAsync(long maxSequence)
    {
        _meter?.AddFilters(_filters);
        if (IsComplete)
            return;
        try
        {
            await AskAsync(_engine.Sources, maxSequence);
        }
        finally
        {
            // Also of a query that its client gave up: it was paid for.
            _meter?.Finish();
        }
    }

    async ValueTask AskAsync(IQueryEventsHook source, long maxSequence)
    {
        var query = new EventQuery
        {
            Filters = _filters,
            Visibility = _subscription.Session.Client.Visibility,
            MaxSequence = maxSequence,
            Client = _subscription.Session.Client,
            Meter = _meter,
        };
        if (!_engine.Pipeline.HasOverwriteResponseEvent)
        {
            await source.QueryEventsAsync(query, Probed(this), _subscription.Closed);
            return;
        }
        var overwriting = new OverwritingSink(_engine.Pipeline, _subscription.Session.Client, this, _subscription.Closed);
        await source.QueryEventsAsync(query, Probed(overwriting), _subscription.Closed);
        await overwriting.CompleteAsync();
    }

    void End(string reason)
    {
        _engine.Metrics.QueryRefused(reason);
        _engine.Logger.QueryRefused(_subscription.Session.Client.Id, reason);
        _subscription.Session.Drop(_subscription, reason);
    }

    IEventSink Probed(IEventSink sink) => _probe?.Before(sink) ?? sink;

    /// <summary>Sends an event that was stored after the query began: a live one, by all the rules of those.</summary>
    async ValueTask AskAndSendAsync(NostrEvent e)
    {
        var client = _subscription.Session.Client;
        if (_engine.Pipeline.HasPreventBroadcast && await _engine.Pipeline.PreventBroadcastAsync(client, e, _subscription.Closed))
            return;
        if (_engine.Pipeline.HasOverwriteResponseEvent)
            e = await _engine.Pipeline.OverwriteResponseEventAsync(client, e, _subscription.Closed);
        SendCaughtUp(e);
    }

    void SendCaughtUp(NostrEvent e)
    {
        if (!_subscription.TrySendStored(e.View))
            return;
        _sent++;
        _meter?.AddSent(e.View);
    }
}
