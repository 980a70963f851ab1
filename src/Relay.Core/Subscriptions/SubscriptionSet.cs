using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// The open subscriptions of one connection, and their share of the budgets of connection, address and relay. Thread-safe, since the relay
/// ends subscriptions, too.
/// </summary>
sealed class SubscriptionSet(SubscriptionServices services, ClientContext client, IOutbox outbox, Authentication? authentication)
{
    // Some hundred terms. The fan-out does not wait until so large a subscription has left the index.
    const int LargeBytes = 64 * 1024;

    readonly Lock _gate = new();
    readonly Dictionary<SubscriptionId, Subscription> _byId = [];

    // Made with the first subscription: many connections only publish.
    SubscriptionShare? _share;

    // Made by the fan-out if hooks decide about receivers.
    ReceiverQueue? _receivers;
    bool _isClosed;

    /// <summary>The client that opened the subscriptions.</summary>
    public ClientContext Client => client;

    /// <summary>The outbox for their events.</summary>
    public IOutbox Outbox => outbox;

    /// <summary>The client's proofs of keys; null if clients cannot authenticate.</summary>
    public Authentication? Authentication => authentication;

    public int Count
    {
        get
        {
            lock (_gate)
                return _byId.Count;
        }
    }

    /// <summary>
    /// Opens a subscription with a free id, which also gets live events. False if the connection has ended. Also false if a budget lacks
    /// what it costs; then no object was made for its filters.
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
            SubscriptionAnnouncer.Begin(subscription, services);
            _byId[subscription.Id] = subscription;
        }
        services.OpenChanged(1);
        subscription.Fanout.Index.Add(subscription);
        return true;
    }

    /// <summary>The refusal for a client whose subscription has no room in a budget.</summary>
    public static string RefusalFor(Budget lacking) => lacking.Option == Fanouts.MostStepsName
        ? $"blocked: open subscriptions name too much for one event to be compared with (at most {lacking.Option})"
        : $"blocked: the filters of open subscriptions take too much memory ({lacking.Option})";

    /// <summary>Takes further bytes that an open subscription needs. Returns null, or the budget that lacks them.</summary>
    public Budget? Take(long bytes) => _share!.Bytes.Take(bytes);

    /// <summary>Gives back the bytes of <see cref="Take"/>.</summary>
    public void Give(long bytes) => _share!.Bytes.Give(bytes);

    /// <summary>The queue of live events that wait for hooks.</summary>
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

    /// <summary>
    /// The budget for live events that wait for hooks, or until stored ones are sent. All subscriptions of the connection share it.
    /// </summary>
    public Budget Backlogs
    {
        get
        {
            lock (_gate)
                return BacklogsUnderGate();
        }
    }

    /// <summary>
    /// Closes a subscription because the client asked, or for a REQ with the same id. Does nothing if there is no such subscription.
    /// </summary>
    public void Close(SubscriptionId id)
    {
        Subscription? subscription;
        lock (_gate)
            _byId.TryGetValue(id, out subscription);
        if (subscription is not null)
            End(subscription, reason: null);
    }

    /// <summary>Ends a subscription, once. If there is a reason, the client is told.</summary>
    public void End(Subscription subscription, string? reason)
    {
        authentication?.ChallengeBefore(reason, outbox);
        if (subscription.TryClose(reason))
            Forget(subscription);
    }

    /// <summary>The same for callers that must not wait until a large subscription has left the index.</summary>
    public void EndSoon(Subscription subscription, string? reason)
    {
        if (!subscription.TryClose(reason))
            return;
        if (subscription.Cost < LargeBytes)
            Forget(subscription);
        else
            ThreadPool.UnsafeQueueUserWorkItem(static of => of.Set.Forget(of.Subscription), (Set: this, Subscription: subscription), false);
    }

    /// <summary>Ends all subscriptions. No more are opened.</summary>
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

    /// <summary>Removes a subscription that is over from the set, the index and the budgets. Called once for each.</summary>
    void Forget(Subscription subscription)
    {
        lock (_gate)
        {
            // The id may already belong to a new subscription: the client learns of the end before this line.
            if (_byId.TryGetValue(subscription.Id, out var current) && ReferenceEquals(current, subscription))
                _byId.Remove(subscription.Id);
        }
        subscription.Fanout.Index.Remove(subscription);
        services.OpenChanged(-1);
        if (SubscriptionAnnouncer.EndAsync(subscription, services) is { } telling)
            _ = LeaveWhenToldAsync(subscription, telling);
        else
            _share!.Leave(subscription);
    }

    /// <summary>
    /// Keeps the subscription's bytes taken until hooks have been told of its end: they still hold its filters, and a client that opens and
    /// closes subscriptions faster than hooks hear of them is refused new ones.
    /// </summary>
    async Task LeaveWhenToldAsync(Subscription subscription, Task telling)
    {
        await telling;
        _share!.Leave(subscription);
    }

    /// <summary>Adds what is open to a list.</summary>
    public void AddTo(List<OpenSubscription> open)
    {
        lock (_gate)
            open.AddRange(_byId.Values.Select(static subscription => subscription.Shown));
    }
}
