using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// The open subscriptions of one connection, and what is taken for them from the budgets of connection, address and relay. Thread-safe: the
/// relay ends subscriptions, too.
/// </summary>
sealed class SubscriptionSet(SubscriptionServices services, ClientContext client, IOutbox outbox, Authentication? authentication)
{
    // Some hundred terms: nobody waits for those to leave the index.
    const int LargeBytes = 64 * 1024;

    readonly Lock _gate = new();
    readonly Dictionary<SubscriptionId, Subscription> _byId = [];

    // Made with the first subscription: many connections only publish.
    SubscriptionShare? _share;

    // Made by the fan-out where hooks decide about receivers.
    ReceiverQueue? _receivers;
    bool _isClosed;

    /// <summary>Whose subscriptions they are.</summary>
    public ClientContext Client => client;

    /// <summary>Where their events go.</summary>
    public IOutbox Outbox => outbox;

    public int Count
    {
        get
        {
            lock (_gate)
                return _byId.Count;
        }
    }

    /// <summary>
    /// Opens a subscription, whose id is free, to live events. False if the connection has ended, or if a budget lacks what it costs,
    /// before anything is made of its filters.
    /// </summary>
    public bool TryOpen(Subscription subscription, out Budget? lacking)
    {
        lacking = null;
        subscription.Cost = FilterCost.BytesOf(subscription.Filters);
        lock (_gate)
        {
            if (_isClosed)
                return false;
            lacking = (_share ??= new SubscriptionShare(services, client)).Enter(subscription);
            if (lacking is not null)
                return false;
            _byId[subscription.Id] = subscription;
        }
        services.OpenChanged(1);
        subscription.Fanout.Index.Add(subscription);
        return true;
    }

    /// <summary>What a client is told whose subscription a budget has no room for.</summary>
    public static string RefusalFor(Budget lacking) => lacking.Option == Fanouts.MostStepsName
        ? $"blocked: open subscriptions name too much for one event to be compared with (at most {lacking.Option})"
        : $"blocked: the filters of open subscriptions take too much memory ({lacking.Option})";

    /// <summary>Takes what an open subscription needs besides; null if it was there, else the budget that lacks it.</summary>
    public Budget? Take(long bytes) => _share!.Bytes.Take(bytes);

    /// <summary>Gives back what was taken besides.</summary>
    public void Give(long bytes) => _share!.Bytes.Give(bytes);

    /// <summary>Live events that wait for hooks.</summary>
    public ReceiverQueue Receivers
    {
        get
        {
            if (Volatile.Read(ref _receivers) is { } receivers)
                return receivers;
            lock (_gate)
            {
                receivers = _receivers ??= new ReceiverQueue(services, client, BacklogsUnderGate());
                if (_isClosed)
                    receivers.End();
                return receivers;
            }
        }
    }

    /// <summary>Room for live events that wait for hooks, or for the end of stored ones: for all subscriptions of the connection.</summary>
    public Budget Backlogs
    {
        get
        {
            lock (_gate)
                return BacklogsUnderGate();
        }
    }

    /// <summary>Closes by the client's wish, or in favour of a REQ of the same id; nothing happens if there is none.</summary>
    public void Close(SubscriptionId id)
    {
        Subscription? subscription;
        lock (_gate)
            _byId.TryGetValue(id, out subscription);
        if (subscription is not null)
            End(subscription, reason: null);
    }

    /// <summary>Ends a subscription, once; with a reason, its client is told.</summary>
    public void End(Subscription subscription, string? reason)
    {
        authentication?.ChallengeBefore(reason, outbox);
        if (subscription.TryClose(reason))
            Forget(subscription);
    }

    /// <summary>The same for who must not wait until a large subscription has left the index.</summary>
    public void EndSoon(Subscription subscription, string? reason)
    {
        if (!subscription.TryClose(reason))
            return;
        if (subscription.Cost < LargeBytes)
            Forget(subscription);
        else
            ThreadPool.UnsafeQueueUserWorkItem(static of => of.Set.Forget(of.Subscription), (Set: this, Subscription: subscription), false);
    }

    /// <summary>Ends all, for good.</summary>
    public void EndAll()
    {
        Subscription[] all;
        lock (_gate)
        {
            _isClosed = true;
            _receivers?.End();
            all = [.. _byId.Values];
        }
        foreach (var subscription in all)
            End(subscription, reason: null);
        _share?.End();
    }

    Budget BacklogsUnderGate() => (_share ??= new SubscriptionShare(services, client)).Backlogs;

    /// <summary>Takes a subscription that is over out of everything; called once for each.</summary>
    void Forget(Subscription subscription)
    {
        lock (_gate)
        {
            // Its id may already be another's: the client learns of the end before this line.
            if (_byId.TryGetValue(subscription.Id, out var current) && ReferenceEquals(current, subscription))
                _byId.Remove(subscription.Id);
        }
        subscription.Fanout.Index.Remove(subscription);
        services.OpenChanged(-1);
        _share!.Leave(subscription);
    }
}
