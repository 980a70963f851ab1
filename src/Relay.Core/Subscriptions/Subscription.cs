using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// One REQ, from its acceptance until it is closed or replaced; a REQ of the same id is a new object. It begins by
/// catching up with what is stored and then becomes live. Everything it sends, it sends under its lock and only while
/// open, so nothing follows a close. Thread-safe.
/// </summary>
sealed class Subscription
{
    readonly Lock _gate = new();
    readonly CancellationTokenSource _closed = new();
    HeldEvents? _pending;
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

    /// <summary>Where it stands in the live index, which is entered and left term by term.</summary>
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

    /// <summary>What live events must match; limits do not count.</summary>
    public IReadOnlyList<Filter> Filters { get; }

    /// <summary>Cancelled when the subscription ends.</summary>
    public CancellationToken Closed => _closed.Token;

    /// <summary>The bytes that were taken for it from the budgets of subscriptions.</summary>
    public long Cost { get; set; }

    /// <summary>The fan-out that serves it.</summary>
    public LiveFanout Fanout { get; set; } = null!;

    /// <summary>
    /// The last event that matched, so that several filters make one copy and ask once who may see it. The fan-out's own.
    /// </summary>
    public long FanoutStamp { get; set; }

    /// <summary>
    /// The first of its filters, in their order, as the live index has them; none before they are added, nor those that match nothing.
    /// </summary>
    public LiveFilter? FirstFilter { get; private set; }

    IOutbox Outbox => Set.Outbox;

    /// <summary>Makes the filters for the live index; false if the subscription is over.</summary>
    public bool TryBeginIndexing(TermHasher hasher)
    {
        if (Closed.IsCancellationRequested
            || Interlocked.CompareExchange(ref _indexing, Indexing.Begun, Indexing.None) != Indexing.None)
            return false;
        FirstFilter = MakeFilters(hasher);
        return true;
    }

    /// <summary>
    /// Notes that all filters are in the index; false if the subscription ended meanwhile, so that they must leave again.
    /// </summary>
    public bool TryEndIndexing() =>
        Interlocked.CompareExchange(ref _indexing, Indexing.Done, Indexing.Begun) == Indexing.Begun;

    /// <summary>Notes that the filters must not be in the index any more; true, once, if they are.</summary>
    public bool EndsIndexed() => Interlocked.Exchange(ref _indexing, Indexing.Over) == Indexing.Done;

    /// <summary>Sends a stored event; false if the subscription is over.</summary>
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

    /// <summary>Tells that all stored events were sent; false if the subscription is over.</summary>
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

    /// <summary>Whether <see cref="TrySendNumbered"/> would send the event, to spare hooks the question.</summary>
    public bool Awaits(long sequence)
    {
        lock (_gate)
            return _state == State.Live && sequence > _liveAfter;
    }

    /// <summary>
    /// Sends a live event, with its number if it has one, or keeps it; false if neither. One that was promised is never lost in silence.
    /// </summary>
    public bool TrySendLive(LiveEvent e, long? sequence)
    {
        if (sequence is { } number)
            return TrySendNumbered(e, number);
        var delivery = SendUnnumbered(e);
        // Nobody promised an ephemeral event.
        if (delivery == Delivery.Overflow && Kind.ClassOf(e.Event.Kind) != KindClass.Ephemeral)
            Overflow("error: too many new events while the stored ones were sent");
        return delivery == Delivery.Sent;
    }

    /// <summary>Ends the subscription from the fan-out, which does not wait until a large one has left the index.</summary>
    public void Overflow(string reason) => Set.EndSoon(this, reason);

    /// <summary>
    /// Sends a live event if it is its turn. A numbered event is none of this subscription's business while it catches up:
    /// it reads those itself, up to the number with which it becomes live.
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
                Outbox.SendEvent(Id, e);
                return Delivery.Sent;
            }
            _pending ??= new HeldEvents(Set.Backlogs);
            return _pending.TryAdd(e) ? Delivery.Sent : Delivery.Overflow;
        }
    }

    /// <summary>
    /// Becomes live if everything the fan-out has published so far was sent: if so, whatever it publishes from now on is
    /// sent by it. The check and the change are one step under the lock that the fan-out takes, too. True as well if the
    /// subscription is over.
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

    /// <summary>Becomes live where events have no common number: sends what waited but for what was sent as stored.</summary>
    public void GoLive(IReadOnlySet<Bytes32> alreadySent)
    {
        lock (_gate)
        {
            if (_state != State.Closed)
                GoLive(0, alreadySent);
        }
    }

    /// <summary>Ends the subscription, with a word to the client unless it asked for the end. False if it was over.</summary>
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
        // What others have registered runs elsewhere, and neither holds up nor fails whoever ends the subscription.
        HookRunner.Observe(_closed.CancelAsync());
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
            if (alreadySent?.Contains(e.Event.Id) != true)
                Outbox.SendEvent(Id, e);
        }
        _pending.Clear();
        _pending = null;
    }
}
