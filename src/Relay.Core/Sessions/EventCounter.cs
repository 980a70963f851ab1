using Relay.Nostr;

namespace Relay.Core;

/// <summary>Counts what a client asks for (NIP-45), by the handlers of the counting hooks or by querying. Thread-safe.</summary>
sealed class EventCounter(HookPipeline pipeline, IQueryEventsHook sources)
{
    /// <summary>
    /// Counts what the filters match together. The number is that of the one handler of the hook; where there are
    /// several, or none, or it counts what its asker may not see, what the sources find is counted, each event once.
    /// </summary>
    public async ValueTask<long> CountAsync(
        ClientContext client, IReadOnlyList<Filter> filters, QueryMeter? meter, CancellationToken cancel)
    {
        if (filters.Count == 0)
            return 0;
        var query = Begin(client, filters, meter);
        return pipeline.CountEvents is [{ AppliesVisibility: true } only]
            ? await pipeline.CountEventsAsync(only, query, cancel)
            : await sources.CountFoundAsync(query, authors: null, cancel);
    }

    /// <summary>
    /// Counts and adds the authors, both in one walk by the same rule. False with the number if its handler knows no authors.
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
            ? await pipeline.CountEventsHllAsync(only, query, authors, cancel)
            : await sources.CountFoundAsync(query, authors, cancel);
        return (count, true);
    }

    EventQuery Begin(ClientContext client, IReadOnlyList<Filter> filters, QueryMeter? meter)
    {
        meter?.AddFilters(filters);
        // The store that numbers events takes turns by itself; other handlers may block.
        if (pipeline.Sequenced is null || pipeline.CountEvents is not [ISequencedStore])
            Turn.EndHere();
        return new EventQuery { Filters = filters, Visibility = client.Visibility, Client = client, Meter = meter };
    }
}
