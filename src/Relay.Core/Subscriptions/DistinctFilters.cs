using Relay.Nostr;

namespace Relay.Core;

/// <summary>Removes filters that ask for the same events.</summary>
static class DistinctFilters
{
    /// <summary>
    /// Leaves each filter once. If filters differ only in their limits, the one with the greatest limit stays: its results contain those of
    /// the others.
    /// </summary>
    public static void Keep(List<Filter> filters, LimitsOptions limits)
    {
        if (filters.Count < 2)
            return;
        var places = new Dictionary<Filter, int>(filters.Count);
        var count = 0;
        for (var i = 0; i < filters.Count; i++)
        {
            var filter = filters[i];
            if (places.TryAdd(filter.Limit is null ? filter : filter with { Limit = null }, count))
                filters[count++] = filter;
            else
                KeepLarger(filter, filters, places[filter with { Limit = null }], limits);
        }
        filters.RemoveRange(count, filters.Count - count);
    }

    static void KeepLarger(Filter filter, List<Filter> filters, int place, LimitsOptions limits)
    {
        if (AskedBy(filter, limits) > AskedBy(filters[place], limits))
            filters[place] = filter;
    }

    static int AskedBy(Filter filter, LimitsOptions limits) => filter.Limit ?? limits.DefaultLimit;
}
