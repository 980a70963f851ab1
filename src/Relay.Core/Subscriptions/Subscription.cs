using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// One REQ, from its acceptance until it is closed or replaced. A REQ with the same id is a new object. It begins by catching up on stored
/// events and then becomes live. It sends only under its lock and while open, so nothing is sent after CLOSED. Thread-safe.
/// </summary>
sealed class Subscription
{
    readonly Lock _gate = new();
    readonly CancellationTokenSource _closed = new();
    HeldEvents? _pending;

    // Events that were sent as stored ones, and that will be announced as live ones later. Only where nothing numbers events.
    HashSet<Bytes32>? _sentEarly;
    State _state;
    Indexing _indexing;
    long _liveAfter;
    bool _hasTags;

    public Subscription(SubscriptionSet set, SubscriptionId id, IReadOnlyList<Filter> filters)
    {
        Set = set;
        Id = id;
        Filters = filters;
    }

    /// <summary>Its state in the live index, which it enters and leaves term by term.</summary>
    enum Indexing : byte
    {
        None,
        Begun,
        Done,
        Over,
    }

    enum State : byte
    {
        Catching,
        Live,
        Closed,
    }

    /// <summary>The open subscriptions of its connection.</summary>
    public SubscriptionSet Set { get; }

    public SubscriptionId Id { get; }

    /// <summary>The filters that live events must match. Limits are ignored.</summary>
    public IReadOnlyList<Filter> Filters { get; }

    /// <summary>Cancelled when the subscription ends.</summary>
    public CancellationToken Closed => _closed.Token;

    /// <summary>The bytes taken for it from the budgets of subscriptions.</summary>
    public long Cost { get; set; }

    /// <summary>What hooks see of it.</summary>
    public OpenSubscription Shown => new(Set.Client, Id, Filters) { Bytes = Cost, StepsPerEvent = FilterCost.StepsOf(Filters) };

    /// <summary>The fan-out that serves it.</summary>
    public LiveFanout Fanout { get; set; } = null!;

    /// <summary>
    /// The last event that matched, so that several matching filters send one copy and check visibility once. Used by the fan-out only.
    /// </summary>
    public long FanoutStamp { get; set; }

    /// <summary>The first of its filters in the live index; null before they are added. Filters that match nothing are left out.</summary>
    public LiveFilter? FirstFilter { get; private set; }

    IOutbox Outbox => Set.Outbox;

    /// <summary>Makes the filters for the live index. False if the subscription is over.</summary>
    public bool TryBeginIndexing(TermHasher hasher)
    {
        if (Closed.IsCancellationRequested
            || Interlocked.CompareExchange(ref _indexing, Indexing.Begun, Indexing.None) != Indexing.None)
            return false;
        FirstFilter = MakeFilters(hasher);
        return true;
    }

    /// <summary>
    /// Notes that all filters are in the index. False if the subscription ended meanwhile: then they must be removed again.
    /// </summary>
    public bool TryEndIndexing() =>
        Interlocked.CompareExchange(ref _indexing, Indexing.Done, Indexing.Begun) == Indexing.Begun;

    /// <summary>Notes that the filters must not be in the index any more. True, once, if they are in it.</summary>
    public bool EndsIndexed() => Interlocked.Exchange(ref _indexing, Indexing.Over) == Indexing.Done;

    /// <summary>Sends a stored event. False if the subscription is over.</summary>
    public bool TrySendStored(EventView e)
    {
        lock (_gate)
        {
            if (_state == State.Closed)
                return false;
            Outbox.SendEvent(Id, e);
            return true;
        }
    }

    /// <summary>Sends EOSE: all stored events were sent. False if the subscription is over.</summary>
    public bool TrySendEose(EoseHint hint)
    {
        lock (_gate)
        {
            if (_state == State.Closed)
                return false;
            Outbox.SendEose(Id, hint);
            return true;
        }
    }

    /// <summary>Whether any of the filters matches.</summary>
    public bool Matches(EventView e)
    {
        var tags = _hasTags ? ThreadTags.Of(e, Fanout.Index.Hasher) : ThreadTags.Unread;
        for (var filter = FirstFilter; filter is not null; filter = filter.Next)
        {
            if (filter.Matches(e, tags))
                return true;
        }
        return false;
    }

    /// <summary>Whether <see cref="TrySendNumbered"/> would send the event. If not, hooks need not be asked.</summary>
    public bool Awaits(long sequence)
    {
        lock (_gate)
            return _state == State.Live && sequence > _liveAfter;
    }

    /// <summary>
    /// Sends a live event, with its number if it has one, or keeps it until the stored ones are sent. Returns whether it did. If it cannot
    /// keep one that is not ephemeral, it ends the subscription, so no event is lost silently.
    /// </summary>
    public bool TrySendLive(LiveEvent e, long? sequence)
    {
        if (sequence is { } number)
            return TrySendNumbered(e, number);
        var delivery = SendUnnumbered(e);
        if (delivery == Delivery.Overflow && e.IsPromised)
            Overflow("error: too many new events while the stored ones were sent");
        return delivery == Delivery.Sent;
    }

    /// <summary>Ends the subscription from the fan-out's thread, without waiting until a large one has left the index.</summary>
    public void Overflow(string reason) => Set.EndSoon(this, reason);

    /// <summary>
    /// Sends a live event if the subscription is live. While it catches up, it ignores numbered events: it reads those itself, up to the
    /// number at which it becomes live.
    /// </summary>
    public bool TrySendNumbered(LiveEvent e, long sequence)
    {
        lock (_gate)
        {
            if (_state != State.Live || sequence <= _liveAfter)
                return false;
            Outbox.SendEvent(Id, e);
            return true;
        }
    }

    /// <summary>Sends a live event that has no number, or keeps it until the stored ones are sent.</summary>
    public Delivery SendUnnumbered(LiveEvent e)
    {
        lock (_gate)
        {
            if (_state == State.Closed)
                return Delivery.Dropped;
            if (_state == State.Live)
            {
                if (WasSentEarly(e))
                    return Delivery.Dropped;
                Outbox.SendEvent(Id, e);
                return Delivery.Sent;
            }
            _pending ??= new HeldEvents(Set.Backlogs);
            return _pending.TryAdd(e) ? Delivery.Sent : Delivery.Overflow;
        }
    }

    /// <summary>
    /// Becomes live if everything that the fan-out has published so far was sent. From then on the fan-out sends each event that it
    /// publishes. The check and the change are one step under the lock, which the fan-out takes, too. Also true if the subscription is
    /// over.
    /// </summary>
    public bool TryGoLive(long sentUpTo)
    {
        lock (_gate)
        {
            if (_state == State.Closed)
                return true;
            if (sentUpTo < Fanout.Published)
                return false;
            GoLive(sentUpTo, alreadySent: null);
            return true;
        }
    }

    /// <summary>
    /// Becomes live if events have no common numbers: sends the held events, except those in <paramref name="alreadySent"/>. Events of
    /// these that are announced later are left out then.
    /// </summary>
    public void GoLive(IReadOnlySet<Bytes32> alreadySent)
    {
        lock (_gate)
        {
            if (_state == State.Closed)
                return;
            _sentEarly = Fanout.Unannounced?.Among(alreadySent);
            GoLive(0, alreadySent);
            if (_sentEarly is { Count: 0 })
                _sentEarly = null;
        }
    }

    /// <summary>Ends the subscription. The client gets the reason, if there is one. False if it was already over.</summary>
    public bool TryClose(string? reason)
    {
        lock (_gate)
        {
            if (_state == State.Closed)
                return false;
            _state = State.Closed;
            _pending?.Clear();
            _pending = null;
            if (reason is not null)
                Outbox.SendClosed(Id, reason);
        }
        // Callbacks that others registered run elsewhere: they neither delay nor fail the caller.
        HookRunner.Observe(_closed.CancelAsync());
        return true;
    }

    bool WasSentEarly(LiveEvent e)
    {
        if (_sentEarly?.Remove(e.Event.Id) != true)
            return false;
        if (_sentEarly.Count == 0)
            _sentEarly = null;
        return true;
    }

    LiveFilter? MakeFilters(TermHasher hasher)
    {
        LiveFilter? first = null;
        for (var i = Filters.Count - 1; i >= 0; i--)
        {
            if (!Filters[i].MatchesNothing)
            {
                first = new LiveFilter(this, Filters[i], hasher, first);
                _hasTags |= first.Matcher.HasTags;
            }
        }
        return first;
    }

    void GoLive(long sentUpTo, IReadOnlySet<Bytes32>? alreadySent)
    {
        _state = State.Live;
        _liveAfter = sentUpTo;
        if (_pending is null)
            return;
        foreach (var e in _pending.Events)
        {
            if (alreadySent?.Contains(e.Event.Id) == true)
                _sentEarly?.Remove(e.Event.Id);
            else
                Outbox.SendEvent(Id, e);
        }
        _pending.Clear();
        _pending = null;
    }
}
