namespace Relay.Core;

/// <summary>
/// A source that does not know what its asker may see, as one that does. Where hidden or expired events have used up a limit, it is asked
/// again from there down, until each filter has what its limit allows or the source has no more. Each time it is asked for twice as many
/// as last time, up to <see cref="MostAtOnce"/>, so that a long run of hidden events is passed in few questions and no answer is large.
/// </summary>
sealed class VisibleSource(IQueryEventsHook source, long now) : IQueryEventsHook
{
    /// <summary>Some answers of the usual largest limit.</summary>
    public const int MostAtOnce = 4096;

    public bool AppliesVisibility => true;

    public async ValueTask QueryEventsAsync(EventQuery query, IEventSink sink, CancellationToken cancel)
    {
        var visible = new VisibleSink(query, sink, now);
        for (var atOnce = 1; ; atOnce = Math.Min(2 * atOnce, MostAtOnce))
        {
            var round = new EventQuery
            {
                Filters = visible.Begin(atOnce),
                Visibility = query.Visibility,
                MaxSequence = query.MaxSequence,
                Client = query.Client,
                Meter = query.Meter,
            };
            await source.QueryEventsAsync(round, visible, cancel);
            query.Meter?.AddScanned(visible.Hidden);
            if (!visible.WantsMore || sink.IsComplete)
                return;
            cancel.ThrowIfCancellationRequested();
        }
    }
}
