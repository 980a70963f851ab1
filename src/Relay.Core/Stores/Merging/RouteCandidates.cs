using Relay.Nostr;

namespace Relay.Core;

/// <summary>Finds the stores that can have events of a filter, if each event is where its route leads.</summary>
static class RouteCandidates
{
    /// <summary>A filter with more kinds asks every store whose authors allow it.</summary>
    const int MostKinds = 64;

    /// <summary>
    /// The stores that may have an answer, in the order of the routes. A filter that may ask for requests to vanish needs all: such a
    /// request is only stored where something of its key is.
    /// </summary>
    public static IReadOnlyList<IEventStore> Of(
        IReadOnlyList<Filter> filters, IReadOnlyList<StoreRoute> routes, IEventStore rest, IReadOnlyList<IEventStore> all)
    {
        var found = new List<IEventStore>();
        foreach (var filter in filters)
        {
            if (filter.MatchesNothing)
                continue;
            if (filter.Kinds is not { Count: <= MostKinds } kinds || kinds.Contains(Kind.Vanish))
                return all;
            Add(filter, kinds, routes, rest, found);
        }
        return found;
    }

    static void Add(Filter filter, FilterSet<ushort> kinds, IReadOnlyList<StoreRoute> routes, IEventStore rest, List<IEventStore> found)
    {
        // Every store has the deletion requests.
        var left = kinds.Where(static kind => kind != Kind.Deletion).ToList();
        if (left.Count == 0)
            Add(rest, found);
        foreach (var route in routes)
        {
            if (left.Count == 0)
                return;
            if (!left.Exists(kind => route.Kinds?.Contains(kind) != false) || !Overlap(route.Authors, filter.Authors))
                continue;
            Add(route.Store, found);
            if (route.Tags.Count == 0 && TakesAll(route.Authors, filter.Authors))
                left.RemoveAll(kind => route.Kinds?.Contains(kind) != false);
        }
        if (left.Count > 0)
            Add(rest, found);
    }

    static void Add(IEventStore store, List<IEventStore> found)
    {
        if (!found.Contains(store))
            found.Add(store);
    }

    static bool Overlap(IReadOnlySet<Bytes32>? route, FilterSet<Bytes32>? asked)
    {
        if (route is null || asked is null)
            return true;
        foreach (var author in asked.Span)
        {
            if (route.Contains(author))
                return true;
        }
        return false;
    }

    static bool TakesAll(IReadOnlySet<Bytes32>? route, FilterSet<Bytes32>? asked)
    {
        if (route is null)
            return true;
        if (asked is null)
            return false;
        foreach (var author in asked.Span)
        {
            if (!route.Contains(author))
                return false;
        }
        return true;
    }
}
