using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// One REQ, from its acceptance until it is closed or replaced; a REQ of the same id is a new object. It begins by
/// catching up with what is stored and then becomes live. Everything it sends, it sends under its lock and only while
/// open, so nothing follows a close. Thread-safe.
/// </summary>
sealed class Subscription
{
    /// <summary>Live events that wait for the end of the stored ones; more is more than a client can want.</summary>
    internal const int MaxPending = 1_000;

    readonly Lock _gate = new();
    readonly CancellationTokenSource _closed = new();
    List<LiveEvent>? _pending;
    State _state;
    long _liveAfter;

    internal Subscription(Session session, SubscriptionId id, IReadOnlyList<Filter> filters)
    {
        Session = session;
        Id = id;
        Filters = filters;
        Closed = _closed.Token;
    }

    enum State
    {
        Catching,
        Live,
        Closed,
    }

    internal Session Session { get; }

    internal SubscriptionId Id { get; }

    /// <summary>What live events must match; limits do not count.</summary>
    internal IReadOnlyList<Filter> Filters { get; }

    /// <summary>Cancelled when the subscription ends.</summary>
    internal CancellationToken Closed { get; }

    /// <summary>The last event that the fan-out sent here, so that several filters make one copy. The fan-out's own.</summary>
    internal long FanoutStamp { get; set; }

    /// <summary>Whether live events find it. The index's own.</summary>
    internal bool IsIndexed { get; set; }

    IOutbox Outbox => Session.Outbox;

    /// <summary>Sends a stored event; false if the subscription is over.</summary>
    internal bool TrySendStored(EventView e)
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
    internal bool TrySendEose(EoseHint hint)
    {
        lock (_gate)
        {
            if (_state == State.Closed)
                return false;
            Outbox.SendEose(Id, hint);
            return true;
        }
    }

    /// <summary>Whether <see cref="TrySendNumbered"/> would send the event, to spare hooks the question.</summary>
    internal bool Awaits(long sequence)
    {
        lock (_gate)
            return _state == State.Live && sequence > _liveAfter;
    }

    /// <summary>
    /// Sends a live event if it is its turn. A numbered event is none of this subscription's business while it catches up:
    /// it reads those itself, up to the number with which it becomes live.
    /// </summary>
    internal bool TrySendNumbered(LiveEvent e, long sequence)
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
    internal Delivery SendUnnumbered(LiveEvent e)
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
            _pending ??= [];
            if (_pending.Count == MaxPending)
                return Delivery.Overflow;
            _pending.Add(e);
            return Delivery.Sent;
        }
    }

    /// <summary>
    /// Becomes live if everything the fan-out has published so far was sent: if so, whatever it publishes from now on is
    /// sent by it. The check and the change are one step under the lock that the fan-out takes, too. True as well if the
    /// subscription is over.
    /// </summary>
    internal bool TryGoLive(long sentUpTo, LiveFanout fanout)
    {
        lock (_gate)
        {
            if (_state == State.Closed)
                return true;
            if (sentUpTo < fanout.Published)
                return false;
            GoLive(sentUpTo, alreadySent: null);
            return true;
        }
    }

    /// <summary>Becomes live where events have no common number: sends what waited but for what was sent as stored.</summary>
    internal void GoLive(IReadOnlySet<Bytes32> alreadySent)
    {
        lock (_gate)
        {
            if (_state != State.Closed)
                GoLive(0, alreadySent);
        }
    }

    /// <summary>Ends the subscription, with a word to the client unless it asked for the end. False if it was over.</summary>
    internal bool TryClose(string? reason)
    {
        lock (_gate)
        {
            if (_state == State.Closed)
                return false;
            _state = State.Closed;
            _pending = null;
            if (reason is not null)
                Outbox.SendClosed(Id, reason);
        }
        // What others have registered runs elsewhere, and neither holds up nor fails whoever ends the subscription.
        HookRunner.Observe(_closed.CancelAsync());
        return true;
    }

    void GoLive(long sentUpTo, IReadOnlySet<Bytes32>? alreadySent)
    {
        _state = State.Live;
        _liveAfter = sentUpTo;
        if (_pending is null)
            return;
        foreach (var e in _pending)
        {
            if (alreadySent?.Contains(e.Event.Id) != true)
                Outbox.SendEvent(Id, e);
        }
        _pending = null;
    }
}
