using System.Runtime.CompilerServices;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// The queue of one connection's events on their way into the store. Signatures are verified in the client's turns, many at a time. Hooks
/// are asked in the order of arrival, without waiting for earlier verdicts. Then events go on in that order to the store, and to their
/// answers. Where stores keep their order, the next event goes there before the one before is committed (<see cref="StorageStages"/> with
/// several). The lane is bounded by events and bytes: while it is full, its connection does not read on.
/// </summary>
sealed class EventLane
{
    /// <summary>
    /// The most bytes of events that wait: many of usual size, or eight of the longest. One writer stores them in some milliseconds.
    /// </summary>
    public const long MaxBytes = 4 * 1024 * 1024;

    /// <summary>The bytes counted for a session's objects after its end, while events of its lane are still being decided.</summary>
    const int LeaverBytes = 4 * 1024;

    static readonly Verdict InvalidSignature = Verdict.Invalid("signature is invalid");

    readonly IntakeServices _services;
    readonly ClientContext _client;
    readonly Action<NostrEvent, StoreResult> _answer;
    readonly int _capacity;
    readonly Budget _budget;
    readonly StorageStages? _stages;
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

    // Used only by the loop that hands over: events that wait for their verdict, or for the verdict of an earlier one.
    readonly Queue<LaneEvent> _judging = [];

    // Each signal has one waiter. The thread that sets one of the first two runs the waiting loop itself. The third wakes the
    // connection's reader, which must not run on that thread, and the last one a deletion request that is stored alone.
    readonly AsyncSignal _ready = new(runContinuationsAsynchronously: false);
    readonly AsyncSignal _handedOver = new(runContinuationsAsynchronously: false);
    readonly AsyncSignal _shrunk = new(runContinuationsAsynchronously: true);
    readonly AsyncSignal _allStored = new(runContinuationsAsynchronously: true);

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
        _stages = services.Admission.NewStages(services.EventsGivenUp, AwaitAnswer);
        // These loops end with the lane, when it is garbage collected.
        _ = PassOnAsync();
        _ = AnswerAsync();
    }

    /// <summary>
    /// Takes an event, or refuses it if the relay has no memory for it. Completes at once unless the lane is full. Called by the
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
    /// Completes when every event taken so far is answered. Events continue even if their client disconnects, so those that wait for
    /// handlers wait until the deadlines of hooks. Called when no more events are added; further calls complete at once. Until then the
    /// bytes of the lane stay taken from the budgets.
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

    /// <summary>Tells the loop that some verdict has arrived. It need not know which: it checks the first event.</summary>
    public void OnJudged() => _ready.Set();

    /// <summary>
    /// Takes or refuses the event. Returns false if the lane is full; then the signal of a shrunk lane is set when there is room.
    /// </summary>
    bool TryAdd(NostrEvent e)
    {
        Budget? lacking = null;
        lock (_gate)
        {
            // If the reader were woken for each single place, reader and store would alternate. It waits for an eighth of the places, or
            // half of the events.
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
        // The lane is empty, so it has nothing to wait for: other connections hold the budget.
        _answer(e, StoreResult.Failed($"rate-limited: too many events are on their way into the store ({lacking!.Option})"));
        return true;
    }

    bool Await(int count)
    {
        _awaitedCount = count;
        return false;
    }

    /// <summary>The bytes that an event counts until it is answered: its record, and the objects around it.</summary>
    static int BytesOf(NostrEvent e) => LiveEvent.Overhead + e.Record.Length;

    void Add(NostrEvent e)
    {
        if (!_spare.TryPop(out var item))
            item = new LaneEvent(this);
        item.Start(e);
        _count++;
        _bytes += BytesOf(e);
        _verifying.Enqueue(item);
        _client.Turns.Add(item);
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

    /// <summary>Has verified events judged and hands judged ones over, both in order. Runs as long as the lane lives.</summary>
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
            // An event on which a rule fails must not end the lane: the connection's end waits for it.
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
        }
        if (_stages is null)
            AwaitAnswer(item);
        else
            _stages.Add(item);
    }

    /// <summary>Puts an event that was handed over behind those whose answers come before its own.</summary>
    void AwaitAnswer(LaneEvent item)
    {
        lock (_gate)
            _answering.Enqueue(item);
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
        // An ephemeral event behind stored ones waits until those have their numbers, and so does one behind such an ephemeral event. If no
        // stored event is before it, it never waits.
        if (route == EventRoute.PassOn && KeepsOrder)
            item.PassOnInTurn();
        else if (route == EventRoute.PassOn)
            item.Answer(await PassOnAsync(item.Event));
        else if (route == EventRoute.Store)
            item.AwaitStore(_services.Admission.StoreAsync(item.Event, route, _services.EventsGivenUp));
        else if (route == EventRoute.StoreInStages)
            item.EnterStages(_services.Pipeline.Storage);
        else
            await StoreAloneAsync(item, route);
    }

    /// <summary>Hooks are asked about stored events, so the events before this one are stored first.</summary>
    async ValueTask StoreAloneAsync(LaneEvent item, EventRoute route)
    {
        while (KeepsOrder)
            await _allStored.WaitAsync();
        await WaitForCommitAsync();
        item.AwaitStore(new(await _services.Admission.StoreAsync(item.Event, route, _services.EventsGivenUp)));
    }

    /// <summary>Answers events in order, each when the store answers. Runs as long as the lane lives.</summary>
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
                await _services.Pipeline.OnEventSavedAsync(_client, item.Event, _services.EventsGivenUp);
            Finish(item);
        }
    }

    /// <summary>Passes on an ephemeral event, after the stored events before it.</summary>
    ValueTask<StoreResult> PassOnAsync(NostrEvent e) =>
        _services.Admission.PassOnAsync(_client, e, after: Volatile.Read(ref _lastSequence), _services.EventsGivenUp);

    /// <summary>Notes that a hook or the store threw, and returns the client's answer.</summary>
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
        bool areAllStored;
        lock (_gate)
        {
            _bytes -= bytes;
            if (keptOrder)
                _ordered--;
            areAllStored = keptOrder && _ordered == 0;
            _spare.Push(item);
            _count--;
            wake = _count <= _awaitedCount;
            if (wake)
                _awaitedCount = -1;
            if (_count == 0)
                _emptied?.TrySetResult();
        }
        if (areAllStored)
            _allStored.Set();
        if (wake)
            _shrunk.Set();
    }
}
