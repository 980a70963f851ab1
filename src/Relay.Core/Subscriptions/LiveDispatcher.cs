using Microsoft.Extensions.Logging;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Finds the subscriptions of one event after the other and appends to their outboxes, which never wait. Used by the
/// fan-out's thread only. A hook that waits holds up everybody's live events, so it runs only where one is registered.
/// </summary>
sealed class LiveDispatcher(
    HookPipeline pipeline, SubscriptionIndex index, Visibility anonymous, TimeProvider time, RelayMetrics metrics, ILogger logger)
{
    readonly bool _hasHooks = pipeline.HasPreventBroadcast || pipeline.HasOverwriteResponseEvent;
    readonly TermList _terms = new();
    readonly List<Subscriber> _candidates = [];
    long _stamp;

    /// <summary>Passes the event on; without a number it is ephemeral, or of a source that numbers nothing.</summary>
    internal void PassOn(LiveEvent live, long? sequence)
    {
        var view = live.Event.View;
        if (view.HasExpiration && view.IsExpiredAt(time.GetUtcNow().ToUnixTimeSeconds()))
            return;
        var isForAll = anonymous.CanSee(view);
        EventTerms.CollectLive(view, index.Hasher, _terms);
        index.Collect(_terms.Span, _candidates);
        if (_candidates.Count == 0)
            return;
        _stamp++;
        var sent = 0;
        foreach (var candidate in _candidates)
        {
            var subscription = candidate.Subscription;
            if (subscription.FanoutStamp == _stamp || !candidate.Filter.Matches(view))
                continue;
            // By the keys of this moment, not of the moment when the subscription began.
            if (!isForAll && !subscription.Session.Client.Visibility.CanSee(view))
                continue;
            subscription.FanoutStamp = _stamp;
            if (_hasHooks ? TrySendThroughHooks(subscription, live, sequence) : TrySend(subscription, live, sequence))
                sent++;
        }
        _candidates.Clear();
        if (sent > 0)
            metrics.LiveEventsSent(sent);
    }

    bool TrySendThroughHooks(Subscription subscription, LiveEvent live, long? sequence)
    {
        if (sequence is { } number && !subscription.Awaits(number))
            return false;
        try
        {
            var receiver = subscription.Session.Client;
            if (Complete(pipeline.PreventBroadcastAsync(receiver, live.Event, subscription.Closed)))
                return false;
            var e = Complete(pipeline.OverwriteResponseEventAsync(receiver, live.Event, subscription.Closed));
            return TrySend(subscription, ReferenceEquals(e, live.Event) ? live : new LiveEvent(e), sequence);
        }
        catch (OperationCanceledException) when (subscription.Closed.IsCancellationRequested)
        {
            return false;
        }
        catch (HookTimeoutException)
        {
            // Undecided is kept back: what a hook hides or changes must not go out because it is slow.
            return false;
        }
        catch (Exception exception)
        {
            metrics.HookFailed();
            logger.FanoutFailed(exception, live.Event.Id);
            return false;
        }
    }

    static bool TrySend(Subscription subscription, LiveEvent live, long? sequence)
    {
        if (sequence is { } number)
            return subscription.TrySendNumbered(live, number);
        var delivery = subscription.SendUnnumbered(live);
        // Nobody promised an ephemeral event; a stored one must not be lost in silence.
        if (delivery == Delivery.Overflow && Kind.ClassOf(live.Event.Kind) != KindClass.Ephemeral)
            subscription.Session.Drop(subscription, "error: too many new events while the stored ones were sent");
        return delivery == Delivery.Sent;
    }

    static T Complete<T>(ValueTask<T> task) => task.IsCompletedSuccessfully ? task.Result : task.AsTask().GetAwaiter().GetResult();
}
