using Relay.Nostr;

namespace Relay.Core;

/// <summary>Counts results, and collects their authors if registers are given. Keeps no events.</summary>
sealed class CountingSink(HyperLogLog? authors = null) : IEventSink
{
    long _count;

    /// <summary>Counts what a source finds. Limits of filters are ignored.</summary>
    public static async ValueTask<long> CountAsync(
        IQueryEventsHook source, EventQuery query, HyperLogLog? authors, CancellationToken cancel)
    {
        var filters = new List<Filter>(query.Filters.Count);
        foreach (var filter in query.Filters)
            filters.Add(filter.Limit is null ? filter : filter with { Limit = null });
        var unlimited = new EventQuery
        {
            Filters = filters,
            Visibility = query.Visibility,
            MaxSequence = query.MaxSequence,
            Client = query.Client,
            Meter = query.Meter,
        };
        var counter = new CountingSink(authors);
        await source.QueryEventsAsync(unlimited, counter, cancel);
        return counter._count;
    }

    public bool TryWrite(EventView e)
    {
        _count++;
        authors?.Add(e.PublicKey);
        return true;
    }

    public ValueTask WaitForRoomAsync(CancellationToken cancel) => default;
}
