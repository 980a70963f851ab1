using Relay.Nostr;

namespace Relay.Core;

/// <summary>The open subscriptions of one connection. Thread-safe: the relay ends subscriptions, too.</summary>
sealed class SubscriptionSet(RelayEngine engine)
{
    readonly Lock _gate = new();
    readonly Dictionary<SubscriptionId, Subscription> _byId = [];
    bool _isClosed;

    internal int Count
    {
        get
        {
            lock (_gate)
                return _byId.Count;
        }
    }

    /// <summary>Opens a subscription, whose id is free, to live events; false if the connection has ended.</summary>
    internal bool TryOpen(Subscription subscription)
    {
        lock (_gate)
        {
            if (_isClosed)
                return false;
            _byId[subscription.Id] = subscription;
        }
        engine.SubscriptionsChanged(1);
        engine.Index.Add(subscription);
        return true;
    }

    /// <summary>Closes by the client's wish, or in favour of a REQ of the same id; nothing happens if there is none.</summary>
    internal void Close(SubscriptionId id)
    {
        Subscription? subscription;
        lock (_gate)
            _byId.TryGetValue(id, out subscription);
        if (subscription is not null)
            End(subscription, reason: null);
    }

    /// <summary>Ends a subscription, once; with a reason, its client is told.</summary>
    internal void End(Subscription subscription, string? reason)
    {
        if (!subscription.TryClose(reason))
            return;
        lock (_gate)
        {
            // Its id may already be another's: the client learns of the end before this line.
            if (_byId.TryGetValue(subscription.Id, out var current) && ReferenceEquals(current, subscription))
                _byId.Remove(subscription.Id);
        }
        engine.Index.Remove(subscription);
        engine.SubscriptionsChanged(-1);
    }

    /// <summary>Ends all, for good.</summary>
    internal void EndAll()
    {
        Subscription[] all;
        lock (_gate)
        {
            _isClosed = true;
            all = [.. _byId.Values];
        }
        foreach (var subscription in all)
            End(subscription, reason: null);
    }
}
