using Relay.Nostr;

namespace Relay.Core;

/// <summary>Counts events for COUNT (NIP-45), through the handler of the counting hook or by querying. Thread-safe.</summary>
sealed class EventCounter(HookPipeline pipeline, IQueryEventsHook sources)
{
    /// <summary>
    /// Counts the events that match any of the filters. If the hook has one handler, which counts only what the asker may see, the number
    /// is its own. Otherwise it is the number of events that the sources find, each counted once.
    /// </summary>
    public async ValueTask<long> CountAsync(
        ClientContext client, IReadOnlyList<Filter> filters, QueryMeter? meter, CancellationToken cancel) =>
        filters.Count == 0 ? 0 : await CountAsync(Begin(client, filters, meter), cancel);

    /// <summary>The same for any asker.</summary>
    public async ValueTask<long> CountAsync(EventQuery query, CancellationToken cancel) =>
        pipeline.CountEvents is [{ AppliesVisibility: true } only]
            ? Checked(only, await pipeline.CountEventsAsync(only, query, cancel))
            : await sources.CountFoundAsync(query, authors: null, cancel);

    /// <summary>
    /// Counts events and adds their authors, both in one walk by the same rule. Returns false and the number if the handler cannot collect
    /// authors.
    /// </summary>
    public async ValueTask<(long Count, bool HasAuthors)> CountAsync(
        ClientContext client, IReadOnlyList<Filter> filters, HyperLogLog authors, QueryMeter? meter, CancellationToken cancel)
    {
        if (filters.Count == 0)
            return (0, true);
        if (pipeline.CountEvents is [{ AppliesVisibility: true }] && pipeline.CountEventsHll is [])
            return (await CountAsync(client, filters, meter, cancel), false);
        var query = Begin(client, filters, meter);
        var count = pipeline.CountEvents is [] or [_] && pipeline.CountEventsHll is [{ AppliesVisibility: true } only]
            ? Checked(only, await pipeline.CountEventsHllAsync(only, query, authors, cancel))
            : await sources.CountFoundAsync(query, authors, cancel);
        return (count, true);
    }

    static long Checked(object handler, long count) =>
        count >= 0 ? count : throw new InvalidOperationException($"{handler.GetType().Name} counted {count} events");

    EventQuery Begin(ClientContext client, IReadOnlyList<Filter> filters, QueryMeter? meter)
    {
        meter?.AddFilters(filters);
        // The store that numbers events takes turns itself; other handlers may block their thread.
        if (pipeline.Sequenced is null || pipeline.CountEvents is not [ISequencedStore])
            Turn.EndHere();
        return new EventQuery { Filters = filters, Visibility = client.Visibility, Client = client, Meter = meter };
    }
}
