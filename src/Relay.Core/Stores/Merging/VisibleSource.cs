namespace Relay.Core;

/// <summary>
/// Makes a source that ignores visibility behave like one that applies it. If hidden or expired events have used up a limit, it asks the
/// source again from there down, until each filter has as many events as its limit allows or the source has no more. Each time it asks for
/// twice as many as before, up to <see cref="MostAtOnce"/>: so a long run of hidden events takes few questions, and no answer is large.
/// </summary>
sealed class VisibleSource(IQueryEventsHook source, long now) : IQueryEventsHook
{
    /// <summary>Several answers of the usual largest limit.</summary>
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
