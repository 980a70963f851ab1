using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Shares the processors among clients: as many turns are taken at once as there are processors. While places are free, a turn costs
/// an atomic step. Otherwise work waits in the queue of its owner, and the owner that has used the least time is next. An owner that
/// sends without end then delays others by its turns at work, not by all that it has sent. Owners that neither wait nor work are
/// forgotten. Thread-safe.
/// <para>
/// Time is compared on a clock that runs as fast as an owner gets on if all get the same share. An owner that comes back begins at
/// the clock's present time: it has no credit for its absence, and the others have meanwhile caught up with its earlier use.
/// </para>
/// </summary>
sealed class Turns
{
    /// <summary>Set in the state while an owner waits. Places are then taken and left only under the gate.</summary>
    const int SomebodyWaits = 1 << 30;

    /// <summary>The most owner objects kept for reuse. More are seldom needed at once.</summary>
    const int MaxSpare = 256;

    readonly int _places;
    readonly TimeProvider _time;
    readonly Action<TurnWork> _start;
    readonly long _leastCost;
    readonly Lock _gate = new();

    // The gate guards these three.
    readonly Dictionary<Bytes32, TurnOwner> _owners = [];
    readonly PriorityQueue<TurnOwner, (long Due, long Order)> _waiting = new();
    readonly Stack<TurnOwner> _spare = [];

    // Finished waits, for reuse; idle clients hold none. Guarded by its own lock.
    readonly Stack<TurnWait> _waits = [];
    long _clock;
    long _order;

    // The number of places taken, and whether an owner waits.
    int _state;

    /// <summary>
    /// Creates turns with this many places, a clock, and a function that starts work on another thread: the thread pool's unless a test
    /// gives one.
    /// </summary>
    public Turns(int places, TimeProvider time, Action<TurnWork>? start = null)
    {
        _places = places;
        _time = time;
        _start = start ?? (static work => ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false));
        // Ten microseconds, the cost of handing over a turn. Without it empty turns would be free, and a client could have any number of
        // them.
        _leastCost = Math.Max(1, time.TimestampFrequency / 100_000);
    }

    /// <summary>
    /// The moment when a pool thread that begins now returns to the pool: after half a millisecond, the time of some signature checks. The
    /// pool has other work, such as reading sockets.
    /// </summary>
    public long EndOfStretch => Timestamp + _time.TimestampFrequency / 2_000;

    public long Timestamp => _time.GetTimestamp();

    /// <summary>The number of turns that have not ended.</summary>
    public int AtWork => Volatile.Read(ref _state) & ~SomebodyWaits;

    /// <summary>The number of owners that wait, or had to wait for turns that have not ended.</summary>
    public int Owners
    {
        get
        {
            lock (_gate)
                return _owners.Count;
        }
    }

    /// <summary>Takes a place if one is free and no owner waits.</summary>
    public bool TryEnter()
    {
        var state = Volatile.Read(ref _state);
        while (state < _places)
        {
            var seen = Interlocked.CompareExchange(ref _state, state + 1, state);
            if (seen == state)
                return true;
            state = seen;
        }
        return false;
    }

    /// <summary>Starts the work on another thread, now or when it is its turn.</summary>
    public void Add(TurnWork work, ITurnOwner client)
    {
        if (TryEnter())
        {
            work.Admit(this, owner: null);
            _start(work);
            return;
        }
        var key = client.TurnKey;
        lock (_gate)
            Enqueue(work, key);
        Grant();
    }

    /// <summary>Leaves a place. An owner that waited for it is charged for the time.</summary>
    public void Leave(TurnOwner? owner, long started)
    {
        if (owner is null && TryLeave())
            return;
        GiveBack(owner, Timestamp - started);
        Grant();
    }

    /// <summary>Leaves a place and returns the next work for this thread, if the given moment has not come yet.</summary>
    public TurnWork? LeaveForNext(TurnOwner? owner, long started, long until)
    {
        if (owner is null && TryLeave())
            return null;
        var now = Timestamp;
        GiveBack(owner, now - started);
        var next = now < until ? TryTakeNext() : null;
        Grant();
        return next;
    }

    /// <summary>A wait. Return it with <see cref="Return"/> after it was awaited.</summary>
    public TurnWait RentWait()
    {
        lock (_waits)
        {
            if (_waits.TryPop(out var wait))
                return wait;
        }
        return new TurnWait(this);
    }

    /// <summary>Keeps a wait for reuse.</summary>
    public void Return(TurnWait wait)
    {
        lock (_waits)
        {
            if (_waits.Count < MaxSpare)
                _waits.Push(wait);
        }
    }

    void GiveBack(TurnOwner? owner, long elapsed)
    {
        lock (_gate)
        {
            Interlocked.Decrement(ref _state);
            if (owner is not null)
                Charge(owner, Math.Max(_leastCost, elapsed));
        }
    }

    bool TryLeave()
    {
        var state = Volatile.Read(ref _state);
        while (state < SomebodyWaits)
        {
            var seen = Interlocked.CompareExchange(ref _state, state - 1, state);
            if (seen == state)
                return true;
            state = seen;
        }
        return false;
    }

    /// <summary>Starts waiting work as long as there are free places.</summary>
    void Grant()
    {
        while (TryTakeNext() is { } work)
            _start(work);
    }

    void Enqueue(TurnWork work, in Bytes32 key)
    {
        if (!_owners.TryGetValue(key, out var owner))
        {
            if (!_spare.TryPop(out owner))
                owner = new TurnOwner();
            owner.Start(key);
            _owners.Add(key, owner);
        }
        var waited = owner.IsWaiting;
        owner.Add(work);
        if (waited)
            return;
        owner.Due = Math.Max(owner.Due, _clock);
        Wait(owner);
        Interlocked.Or(ref _state, SomebodyWaits);
    }

    void Wait(TurnOwner owner) => _waiting.Enqueue(owner, (owner.Due, ++_order));

    TurnWork? TryTakeNext()
    {
        lock (_gate)
        {
            if (AtWork >= _places || TakeOwner() is not { } owner)
                return null;
            Interlocked.Increment(ref _state);
            var work = owner.Take();
            work.Admit(this, owner);
            owner.AtWork++;
            // Charged in advance, so that one owner does not take all places before it has paid for any.
            owner.Due += _leastCost;
            if (owner.IsWaiting)
                Wait(owner);
            if (_waiting.Count == 0)
                Interlocked.And(ref _state, ~SomebodyWaits);
            return work;
        }
    }

    /// <summary>The owner that has used the least time. Among equals it is the one that has waited longest.</summary>
    TurnOwner? TakeOwner()
    {
        while (_waiting.TryDequeue(out var owner, out var place))
        {
            if (owner.Due == place.Due)
                return owner;
            // The owner was charged for a turn after it took this place in the queue.
            Wait(owner);
        }
        return null;
    }

    void Charge(TurnOwner owner, long cost)
    {
        owner.AtWork--;
        owner.Due += cost - _leastCost;
        _clock += cost / (_waiting.Count + (owner.IsWaiting ? 0 : 1));
        if (owner.IsWaiting || owner.AtWork > 0)
            return;
        _owners.Remove(owner.Key);
        if (_spare.Count < MaxSpare)
            _spare.Push(owner);
    }
}
