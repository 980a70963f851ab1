using Relay.Nostr;

namespace Relay.Core;

/// <summary>Treats a list of filters as their union.</summary>
static class FilterListExtensions
{
    public static bool MatchAny(this IReadOnlyList<Filter> filters, EventView e)
    {
        for (var i = 0; i < filters.Count; i++)
        {
            if (filters[i].Matches(e))
                return true;
        }
        return false;
    }
}
