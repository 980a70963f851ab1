using System.Diagnostics;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Answers one REQ: the stored events, EOSE, and the change to live events.
/// <para>
/// With a single store that numbers events: the subscription is registered, then H is the store's newest number. The query takes numbers up
/// to H. Later events are read by number until none is between H and the number that the fan-out has published. So every event is sent
/// exactly once.
/// </para>
/// <para>
/// With several sources there are no common numbers. Live events that arrive while the query runs are held; more than
/// <see cref="HeldEvents.MaxEvents"/> close the subscription. They are sent after EOSE unless the query sent them, too. So no event is
/// missing if its source finds it as soon as it is stored. What the query has sent and what is announced only after EOSE is known
/// (<see cref="UnannouncedEvents"/>) and left out then; but not if hooks about receivers delay it.
/// </para>
/// </summary>
sealed class StoredQuery : IEventSink
{
    // The most numbers read at a time, as many events as a client takes without a pause. The store returns fewer if events are large.
    const int CatchUpNumbers = 500;

    // Ids are paid for from the budget of subscriptions, for 1,024 events at a time.
    const int IdsAtATime = 1024;
    const int BytesOfId = 64;

    readonly SubscriptionServices _services;
    readonly Subscription _subscription;
    readonly IReadOnlyList<Filter> _filters;
    readonly LimitProbe? _probe;
    readonly HashSet<Bytes32>? _sentIds;
    readonly QueryMeter? _meter;
    int _sent;
    TimeSpan _waited;
    int _idsPaid;

    /// <summary>
    /// Creates the query. The filters are those of the subscription that ask for stored events. Their limits are bounded, or set by the
    /// probe.
    /// </summary>
    public StoredQuery(SubscriptionServices services, Subscription subscription, IReadOnlyList<Filter> filters, LimitProbe? probe)
    {
        _probe = probe;
        _services = services;
        _subscription = subscription;
        _filters = filters;
        _sentIds = services.Pipeline.Sequenced is null ? [] : null;
        if (services.Pipeline.HasQueryCost)
            _meter = new QueryMeter(cost => _services.Pipeline.OnQueryCost(_subscription.Set.Client, cost), End);
    }

    IOutbox Outbox => _subscription.Set.Outbox;

    /// <summary>Runs to the end. Never throws: failures are noted and end the subscription.</summary>
    public async Task RunAsync()
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            if (_services.Pipeline.Sequenced is { } store)
                await AnswerFromOneAsync(store);
            else
                await AnswerFromSeveralAsync();
            _meter?.Finish();
            _services.Metrics.QueryAnswered(Stopwatch.GetElapsedTime(started));
        }
        catch (Exception) when (_subscription.Closed.IsCancellationRequested)
        {
            // Nobody waits for it any more, so what a source throws at its end concerns nobody.
        }
        catch (Exception exception)
        {
            _services.Faults.QueryFailed(exception, _subscription.Set.Client.Id);
            _subscription.Set.End(_subscription, HookFaults.RefusalOf(exception));
        }
        _subscription.Set.Give((long)_idsPaid * BytesOfId);
        _services.Metrics.StoredEventsSent(_sent);
        // Also if the client gave up waiting.
        _services.Slow.Note(_subscription.Set.Client, "REQ", _filters, Stopwatch.GetElapsedTime(started) - _waited, _sent);
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
        var started = Stopwatch.GetTimestamp();
        try
        {
            await Outbox.WaitForRoomAsync(cancel);
            _waited += Stopwatch.GetElapsedTime(started);
        }
        catch (Exception) when (!_subscription.Closed.IsCancellationRequested)
        {
            // The connection is gone; the transport will close the session in a moment.
            _subscription.Set.End(_subscription, reason: null);
            _subscription.Closed.ThrowIfCancellationRequested();
        }
    }

    /// <summary>
    /// Notes that an event is sent. False if it was sent before, or if the budget has no room for its id, which ends the subscription.
    /// </summary>
    bool TryNote(in Bytes32 id)
    {
        if (_sentIds!.Count == _idsPaid)
        {
            if (_subscription.Closed.IsCancellationRequested)
                return false;
            if (_subscription.Set.Take(IdsAtATime * BytesOfId) is { } lacking)
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
    /// Reads some of the events stored after a number and sends those that match, in turns of the client. They are reported as scanned.
    /// Returns the number up to which everything was sent.
    /// </summary>
    async ValueTask<long> CatchUpAsync(ISequencedStore store, long after)
    {
        var turn = new EventQuery { Filters = _filters, Visibility = Visibility.Everything, Client = _subscription.Set.Client };
        var round = await turn.InTurnAsync(
            (Query: this, Store: store, After: after), static s => s.Query.ReadRound(s.Store, s.After), _subscription.Closed);
        if (round.Reading is { } reading)
        {
            var range = await reading;
            round = await turn.InTurnAsync((Query: this, Range: range), static s => s.Query.SendRound(s.Range), _subscription.Closed);
        }
        foreach (var e in round.ForHooks)
            await AskAndSendAsync(e);
        return round.SentUpTo;
    }

    /// <summary>Reads and sends, unless the store answers later.</summary>
    Round ReadRound(ISequencedStore store, long after)
    {
        var next = Math.Min(_subscription.Fanout.Published, after + CatchUpNumbers);
        var reading = store.ReadSequenceAsync(after, next, _subscription.Closed);
        return reading.IsCompletedSuccessfully ? SendRound(reading.Result) : new Round(0, [], reading.AsTask());
    }

    /// <summary>Sends matching events without waiting. If there are hooks, it returns them instead, for the hooks to be asked.</summary>
    Round SendRound(SequenceRange range)
    {
        var hasHooks = _services.Pipeline.HasPreventBroadcast || _services.Pipeline.HasOverwriteResponseEvent;
        var now = _services.Time.GetUtcNow().ToUnixTimeSeconds();
        List<NostrEvent>? forHooks = null;
        foreach (var (_, e) in range.Rows)
        {
            if (!IsVisible(e.View, now) || !_subscription.Matches(e.View))
                continue;
            if (hasHooks)
                (forHooks ??= []).Add(e);
            else
                SendCaughtUp(e);
        }
        _meter?.AddScanned(range.Rows.Count);
        return new Round(range.Read, forHooks ?? (IReadOnlyList<NostrEvent>)[], Reading: null);
    }

    /// <summary>Some events that were stored after the query began: what was sent of them, and what comes.</summary>
    readonly record struct Round(long SentUpTo, IReadOnlyList<NostrEvent> ForHooks, Task<SequenceRange>? Reading);

    bool IsVisible(EventView e, long now) => _subscription.Set.Client.Visibility.CanSee(e) && !e.IsExpiredAt(now);

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
            await AskAsync(_services.Sources, maxSequence);
        }
        finally
        {
            // Also if the client gave up the query: it has cost something.
            _meter?.Finish();
        }
    }

    async ValueTask AskAsync(IQueryEventsHook source, long maxSequence)
    {
        var query = new EventQuery
        {
            Filters = _filters,
            Visibility = _subscription.Set.Client.Visibility,
            MaxSequence = maxSequence,
            Client = _subscription.Set.Client,
            Meter = _meter,
        };
        if (!_services.Pipeline.HasOverwriteResponseEvent)
        {
            await source.QueryEventsAsync(query, Probed(this), _subscription.Closed);
            return;
        }
        var overwriting = new OverwritingSink(_services.Pipeline, _subscription.Set.Client, this, _subscription.Closed);
        await source.QueryEventsAsync(query, Probed(overwriting), _subscription.Closed);
        await overwriting.CompleteAsync();
    }

    void End(string reason)
    {
        _services.Metrics.QueryRefused(reason);
        _services.Logger.QueryRefused(_subscription.Set.Client.Id, reason);
        _subscription.Set.End(_subscription, reason);
    }

    IEventSink Probed(IEventSink sink) => _probe?.Before(sink) ?? sink;

    /// <summary>Sends an event that was stored after the query began. It is a live event, so the hooks for live events apply.</summary>
    async ValueTask AskAndSendAsync(NostrEvent e)
    {
        var client = _subscription.Set.Client;
        try
        {
            if (await _services.Pipeline.PreventBroadcastAsync(client, e, _subscription.Closed))
                return;
            e = await _services.Pipeline.OverwriteResponseEventAsync(client, e, _subscription.Closed);
        }
        catch (Exception exception) when (!_subscription.Closed.IsCancellationRequested)
        {
            // As with every live event: without a decision it is not sent, and the next one is.
            _services.Faults.EventFailed(exception, client.Id, e.Id);
            return;
        }
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
