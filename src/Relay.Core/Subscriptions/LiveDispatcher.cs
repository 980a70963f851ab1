using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Finds the subscriptions of one event after the other and appends to their outboxes, which never wait. If hooks decide about receivers,
/// each connection's events go through a queue of its own. Used by the fan-out's thread only.
/// <para>
/// The work for an event is bounded by what the index holds for its terms. Each filter there is looked at once for each term that it shares
/// with the event, and compared once. A tag condition takes as many look-ups as the condition or the event has values.
/// </para>
/// </summary>
sealed class LiveDispatcher(HookPipeline pipeline, SubscriptionIndex index, Visibility anonymous, TimeProvider time, RelayMetrics metrics)
{
    // The most candidates that are copied at once, while the lock of their list is held.
    const int Stride = 256;

    readonly bool _hasHooks = pipeline.HasPreventBroadcast || pipeline.HasOverwriteResponseEvent;
    readonly EventTags _tags = new();
    readonly TermList _terms = new();
    readonly LiveFilter[] _candidates = new LiveFilter[Stride];
    long _stamp;

    /// <summary>The number of filters that were compared with events so far.</summary>
    public long Comparisons { get; private set; }

    /// <summary>The number of tag values that were looked up in those comparisons.</summary>
    public long LookUps => _tags.LookUps;

    /// <summary>Passes the event on. Without a number it is ephemeral, or comes from a source that does not number events.</summary>
    public void PassOn(LiveEvent live, long? sequence)
    {
        var view = live.Event.View;
        if (view.HasExpiration && view.IsExpiredAt(time.GetUtcNow().ToUnixTimeSeconds()))
            return;
        var isForAll = anonymous.CanSee(view);
        _tags.Collect(view, index.Hasher);
        EventTerms.CollectLive(view, _tags, _terms);
        _stamp++;
        var sent = 0;
        foreach (ref readonly var term in _terms.Span)
        {
            var place = int.MaxValue;
            do
            {
                place = index.CopyBefore(place, term, _candidates, out var count);
                var candidates = _candidates.AsSpan(0, count);
                foreach (var candidate in candidates)
                {
                    if (IsReceiver(candidate, view, isForAll) && TryPassOn(candidate.Subscription, live, sequence))
                        sent++;
                }
                candidates.Clear();
            }
            while (place > 0);
        }
        if (sent > 0)
            metrics.LiveEventsSent(sent);
    }

    bool IsReceiver(LiveFilter candidate, EventView view, bool isForAll)
    {
        var subscription = candidate.Subscription;
        if (candidate.Stamp == _stamp || subscription.FanoutStamp == _stamp)
            return false;
        candidate.Stamp = _stamp;
        Comparisons++;
        if (!candidate.Matches(view, _tags))
            return false;
        subscription.FanoutStamp = _stamp;
        // The keys proved by now count, not those proved when the subscription began.
        return isForAll || subscription.Set.Client.Visibility.CanSee(view, _tags, index.Hasher);
    }

    bool TryPassOn(Subscription subscription, LiveEvent live, long? sequence)
    {
        if (!_hasHooks)
            return subscription.TrySendLive(live, sequence);
        // Events that a subscription reads itself while it catches up are given to hooks then.
        if ((sequence is not { } number || subscription.Awaits(number)) && !subscription.Set.Receivers.TryAdd(subscription, live, sequence))
            subscription.Overflow("error: too many live events wait for the hooks of this relay");
        return false;
    }
}
