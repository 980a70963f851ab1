using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Shares the processors among clients. As many turns are taken at once as there are processors. While places are free a turn costs an
/// atomic step. Else whoever wants one waits in the queue of its owner, and the owner that has had the least time is next, so that one
/// that sends without end delays another by the turns at work, not by what it has sent. Owners are forgotten when they neither wait
/// nor work. Thread-safe.
/// <para>
/// Time is compared on a clock that goes as fast as an owner gets on while all of them get the same. An owner that comes back begins
/// at the clock's present: it has no credit for its absence, and what it had before has been made good by the others meanwhile.
/// </para>
/// </summary>
sealed class Turns
{
    /// <summary>Set in the state while somebody waits: then no place is taken or left but under the gate.</summary>
    const int SomebodyWaits = 1 << 30;

    /// <summary>More owners than this are seldom new at once; those that are forgotten beyond it are garbage.</summary>
    const int MaxSpare = 256;

    readonly int _places;
    readonly TimeProvider _time;
    readonly Action<TurnWork> _start;
    readonly long _leastCost;
    readonly Lock _gate = new();

    // Guarded by the gate.
    readonly Dictionary<Bytes32, TurnOwner> _owners = [];
    readonly PriorityQueue<TurnOwner, (long Due, long Order)> _waiting = new();
    readonly Stack<TurnOwner> _spare = [];

    // Waits that are over, for the next ones; clients hold none while they are idle. It guards itself.
    readonly Stack<TurnWait> _waits = [];
    long _clock;
    long _order;

    // How many places are taken, and whether somebody waits.
    int _state;

    /// <summary>So many places, a clock, and what starts a turn on another thread: the thread pool unless a test does it.</summary>
    internal Turns(int places, TimeProvider time, Action<TurnWork>? start = null)
    {
        _places = places;
        _time = time;
        _start = start ?? (static work => ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false));
        // Ten microseconds: what handing over a turn costs by itself. Without it, empty turns would be free and have no end.
        _leastCost = Math.Max(1, time.TimestampFrequency / 100_000);
    }

    /// <summary>
    /// When a thread of the pool that begins now goes back to it: after half a millisecond, some verified signatures. The pool has work
    /// of which no turn knows, such as reading sockets.
    /// </summary>
    internal long EndOfStretch => Timestamp + _time.TimestampFrequency / 2_000;

    internal long Timestamp => _time.GetTimestamp();

    /// <summary>Turns that have not ended.</summary>
    internal int AtWork => Volatile.Read(ref _state) & ~SomebodyWaits;

    /// <summary>Who waits or had to wait for what is at work.</summary>
    internal int Owners
    {
        get
        {
            lock (_gate)
                return _owners.Count;
        }
    }

    /// <summary>Takes a place if one is free and nobody waits for it.</summary>
    internal bool TryEnter()
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
    internal void Add(TurnWork work, in Bytes32 owner)
    {
        if (TryEnter())
        {
            work.Admit(this, owner: null);
            _start(work);
            return;
        }
        lock (_gate)
            Enqueue(work, owner);
        Grant();
    }

    /// <summary>Leaves a place; who waited for it pays for the time.</summary>
    internal void Leave(TurnOwner? owner, long started)
    {
        if (owner is null && TryLeave())
            return;
        GiveBack(owner, Timestamp - started);
        Grant();
    }

    /// <summary>The same, but gives who is next to the thread that leaves, if it is before this moment.</summary>
    internal TurnWork? LeaveForNext(TurnOwner? owner, long started, long until)
    {
        if (owner is null && TryLeave())
            return null;
        var now = Timestamp;
        GiveBack(owner, now - started);
        var next = now < until ? TryTakeNext() : null;
        Grant();
        return next;
    }

    /// <summary>A wait, to be returned once it was awaited.</summary>
    internal TurnWait RentWait()
    {
        lock (_waits)
        {
            if (_waits.TryPop(out var wait))
                return wait;
        }
        return new TurnWait(this);
    }

    /// <summary>Keeps a wait for the next time.</summary>
    internal void Return(TurnWait wait)
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

    /// <summary>Starts who is next for as long as there are places.</summary>
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
            // Paid in advance, so that one owner does not take all the places before it has paid for any.
            owner.Due += _leastCost;
            if (owner.IsWaiting)
                Wait(owner);
            if (_waiting.Count == 0)
                Interlocked.And(ref _state, ~SomebodyWaits);
            return work;
        }
    }

    /// <summary>The owner with the least time, who waited longest among equals.</summary>
    TurnOwner? TakeOwner()
    {
        while (_waiting.TryDequeue(out var owner, out var place))
        {
            if (owner.Due == place.Due)
                return owner;
            // It has paid for a turn since it took this place in the queue.
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
