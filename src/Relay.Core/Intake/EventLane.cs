using System.Runtime.CompilerServices;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// The way of one connection's events into the store. Signatures are verified in the client's turns, many at once; hooks are
/// asked in the order of arrival, but nobody waits for the verdict on the one before. Then events go on in the order of
/// their arrival: to the store (without waiting for the one before, if one store keeps their order), and to their answers.
/// Bounded by events and bytes: a full lane lets its connection wait.
/// </summary>
sealed class EventLane
{
    /// <summary>As many events of some size as may wait, or eight of the longest: what one writer works off in some milliseconds.</summary>
    public const long MaxBytes = 4 * 1024 * 1024;

    /// <summary>What the objects of a session take while events of its lane are waited for after its end.</summary>
    const int LeaverBytes = 4 * 1024;

    static readonly Verdict InvalidSignature = Verdict.Invalid("signature is invalid");

    readonly IntakeServices _services;
    readonly ClientContext _client;
    readonly Action<NostrEvent, StoreResult> _answer;
    readonly int _capacity;
    readonly Budget _budget;
    readonly Lock _gate = new();

    // Guarded by the gate.
    readonly Queue<LaneEvent> _verifying = [];
    readonly Queue<LaneEvent> _answering = [];
    readonly Stack<LaneEvent> _spare = [];
    int _count;
    long _bytes;
    int _ordered;
    int _awaitedCount = -1;
    TaskCompletionSource? _emptied;

    // Of the loop that hands over, and its own: those that wait for their verdict, or for the verdict of one before.
    readonly Queue<LaneEvent> _judging = [];

    // Each is waited for by one loop; who sets it goes on itself, but never in place of the connection's reader.
    readonly AsyncSignal _ready = new(runContinuationsAsynchronously: false);
    readonly AsyncSignal _handedOver = new(runContinuationsAsynchronously: false);
    readonly AsyncSignal _shrunk = new(runContinuationsAsynchronously: true);

    long _lastSequence;
    int _hasEnded;

    /// <summary>Answers each event of the client by <paramref name="answer"/>, one at a time, in the order of arrival.</summary>
    public EventLane(IntakeServices services, ClientContext client, Action<NostrEvent, StoreResult> answer)
    {
        _services = services;
        _client = client;
        _answer = answer;
        _capacity = services.MaxPendingEvents;
        _budget = services.Budgets.EventsByAddress.Enter(client.LimitedAddress);
        // They end with the lane, by being collected.
        _ = PassOnAsync();
        _ = AnswerAsync();
    }

    /// <summary>
    /// Takes an event, or refuses it where the relay has no memory for it. Completes at once unless the lane is full. Called by the
    /// connection's reader only.
    /// </summary>
    public ValueTask AddAsync(NostrEvent e) => TryAdd(e) ? default : AddLaterAsync(e);

    /// <summary>
    /// Completes when every event taken so far is answered and committed, so that a query that follows sees it. Called by
    /// the connection's reader only.
    /// </summary>
    public ValueTask DrainAsync()
    {
        bool isEmpty;
        lock (_gate)
        {
            isEmpty = _count == 0;
            if (!isEmpty)
                _awaitedCount = 0;
        }
        return isEmpty ? WaitForCommitAsync() : DrainLaterAsync();
    }

    /// <summary>
    /// Completes when every event taken so far is answered: its client's end calls none back, so what waits for handlers has their
    /// deadlines. Called when nothing is added any more. Until then what the lane keeps is taken from the budgets.
    /// </summary>
    public async Task EndAsync()
    {
        if (Interlocked.Exchange(ref _hasEnded, 1) != 0)
            return;
        if (Empty() is { IsCompleted: false } emptied)
        {
            _budget.Overdraw(LeaverBytes);
            await emptied;
            _budget.Give(LeaverBytes);
        }
        _services.Budgets.EventsByAddress.Leave(_client.LimitedAddress);
    }

    Task Empty()
    {
        lock (_gate)
        {
            if (_count == 0)
                return Task.CompletedTask;
            _emptied = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _emptied.Task;
        }
    }

    public bool HasValidSignature(NostrEvent e)
    {
        var view = e.View;
        return _services.Verifier.Verify(view.Signature, view.Id.Span, view.PublicKey.Span);
    }

    public void OnVerified(LaneEvent item)
    {
        bool isNext;
        lock (_gate)
            isNext = _verifying.TryPeek(out var next) && ReferenceEquals(next, item);
        if (isNext)
            _ready.Set();
    }

    /// <summary>A verdict that was waited for is there. Which one matters little: the loop looks at the first.</summary>
    public void OnJudged() => _ready.Set();

    /// <summary>Takes or refuses the event; false if there is something to wait for, of which the lane tells.</summary>
    bool TryAdd(NostrEvent e)
    {
        Budget? lacking = null;
        lock (_gate)
        {
            // Woken for each single place, reader and store would take turns; an eighth, or half of what is here, is enough to go on with.
            if (_count >= _capacity)
                return Await(_capacity - Math.Max(1, _capacity / 8));
            var isTooMuch = _count > 0 && _bytes + BytesOf(e) > MaxBytes;
            if (!isTooMuch && (lacking = _budget.Take(BytesOf(e))) is null)
            {
                Add(e);
                return true;
            }
            if (_count > 0)
                return Await(_count / 2);
        }
        // Nothing of its own to wait for: others have what there is.
        _answer(e, StoreResult.Failed($"rate-limited: too many events are on their way into the store ({lacking!.Option})"));
        return true;
    }

    bool Await(int count)
    {
        _awaitedCount = count;
        return false;
    }

    /// <summary>What an event holds until it is answered: its record, and the objects around it.</summary>
    static int BytesOf(NostrEvent e) => LiveEvent.Overhead + e.Record.Length;

    void Add(NostrEvent e)
    {
        if (!_spare.TryPop(out var item))
            item = new LaneEvent(this);
        item.Start(e);
        _count++;
        _bytes += BytesOf(e);
        _verifying.Enqueue(item);
        _client.Turns!.Add(item);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    async ValueTask AddLaterAsync(NostrEvent e)
    {
        do
            await _shrunk.WaitAsync();
        while (!TryAdd(e));
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    async ValueTask DrainLaterAsync()
    {
        await _shrunk.WaitAsync();
        await WaitForCommitAsync();
    }

    ValueTask WaitForCommitAsync()
    {
        var last = Volatile.Read(ref _lastSequence);
        return last > 0 && _services.Pipeline.Sequenced is { } store ? store.WaitForCommitAsync(last) : default;
    }

    /// <summary>Lets verified events be judged and hands them over, both in order. Runs as long as the lane lives.</summary>
    async Task PassOnAsync()
    {
        while (true)
        {
            if (TakeJudged() is { } judged)
                await HandOverAsync(judged);
            else if (TryTakeVerified() is { } verified)
                Judge(verified);
            else
                await _ready.WaitAsync();
        }
    }

    LaneEvent? TakeJudged() => _judging.TryPeek(out var first) && first.IsJudged ? _judging.Dequeue() : null;

    void Judge(LaneEvent item)
    {
        try
        {
            item.Judge(item.HasValidSignature
                ? _services.Admission.JudgeAsync(_client, item.Event, _services.EventsGivenUp)
                : new(InvalidSignature));
        }
        catch (Exception exception)
        {
            // One event that a rule fails on must not end the lane, for which the connection's end waits.
            item.Judge(ValueTask.FromException<Verdict>(exception));
        }
        _judging.Enqueue(item);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    async ValueTask HandOverAsync(LaneEvent item)
    {
        try
        {
            await DecideAsync(item);
        }
        catch (Exception exception)
        {
            item.Answer(Failed(exception, item.Event));
        }
        lock (_gate)
        {
            if (item.KeepsOrder)
                _ordered++;
            _answering.Enqueue(item);
        }
        _handedOver.Set();
    }

    async ValueTask DecideAsync(LaneEvent item)
    {
        var e = item.Event;
        var verdict = await item.Verdict;
        if (_services.EventsGivenUp.IsCancellationRequested)
            item.Answer(StoreResult.Failed(HookFaults.InternalError));
        else if (verdict.IsRefused)
            item.Answer(StoreResult.Failed(verdict.Message));
        else if (verdict.IsShadow)
            item.Answer(new StoreResult(StoreStatus.Stored));
        else
            await GoOnAsync(item, _services.Admission.RouteOf(e.Kind));
    }

    async ValueTask GoOnAsync(LaneEvent item, EventRoute route)
    {
        // Behind events that are being stored an ephemeral one waits for their numbers, or for its like that does; a stream of its like
        // alone never waits.
        if (route == EventRoute.PassOn && KeepsOrder)
            item.PassOnInTurn();
        else if (route == EventRoute.PassOn)
            item.Answer(await PassOnAsync(item.Event));
        else if (route == EventRoute.Store)
            item.AwaitStore(_services.Admission.StoreAsync(item.Event, route, _services.EventsGivenUp));
        else
            item.AwaitStore(new(await _services.Admission.StoreAsync(item.Event, route, _services.EventsGivenUp)));
    }

    /// <summary>Answers events in order, each when it is committed. Runs as long as the lane lives.</summary>
    async Task AnswerAsync()
    {
        while (true)
        {
            LaneEvent? item;
            lock (_gate)
                _answering.TryDequeue(out item);
            if (item is null)
            {
                await _handedOver.WaitAsync();
                continue;
            }
            StoreResult result;
            try
            {
                result = item.IsToBePassedOn ? await PassOnAsync(item.Event) : await item.Result;
            }
            catch (Exception exception)
            {
                result = Failed(exception, item.Event);
            }
            if (result.Sequence > _lastSequence)
                Volatile.Write(ref _lastSequence, result.Sequence);
            _answer(item.Event, result);
            if (item.IsForStore && result.Status == StoreStatus.Stored && _services.Pipeline.HasEventSaved)
                await TellSavedAsync(item.Event);
            Finish(item);
        }
    }

    /// <summary>Passes on an ephemeral event, after the stored events before it.</summary>
    ValueTask<StoreResult> PassOnAsync(NostrEvent e) =>
        _services.Admission.PassOnAsync(_client, e, after: Volatile.Read(ref _lastSequence), _services.EventsGivenUp);

    async ValueTask TellSavedAsync(NostrEvent e)
    {
        try
        {
            await _services.Pipeline.OnEventSavedAsync(_client, e, _services.EventsGivenUp);
        }
        catch (Exception exception)
        {
            Failed(exception, e);
        }
    }

    /// <summary>Notes that a hook or the store threw, and gives the answer.</summary>
    StoreResult Failed(Exception exception, NostrEvent e)
    {
        if (exception is not OperationCanceledException || !_services.EventsGivenUp.IsCancellationRequested)
            _services.Faults.EventFailed(exception, _client.Id, e.Id);
        return StoreResult.Failed(HookFaults.RefusalOf(exception));
    }

    bool KeepsOrder
    {
        get
        {
            lock (_gate)
                return _ordered > 0;
        }
    }

    LaneEvent? TryTakeVerified()
    {
        lock (_gate)
            return _verifying.TryPeek(out var next) && next.IsVerified ? _verifying.Dequeue() : null;
    }

    void Finish(LaneEvent item)
    {
        var keptOrder = item.KeepsOrder;
        var bytes = BytesOf(item.Event);
        item.Clear();
        _budget.Give(bytes);
        bool wake;
        lock (_gate)
        {
            _bytes -= bytes;
            if (keptOrder)
                _ordered--;
            _spare.Push(item);
            _count--;
            wake = _count <= _awaitedCount;
            if (wake)
                _awaitedCount = -1;
            if (_count == 0)
                _emptied?.TrySetResult();
        }
        if (wake)
            _shrunk.Set();
    }
}
