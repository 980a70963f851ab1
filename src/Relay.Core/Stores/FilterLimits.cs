using Relay.Nostr;

namespace Relay.Core;

/// <summary>Counts down each filter's own limit while matching events pass in the order of results. Not thread-safe.</summary>
sealed class FilterLimits
{
    readonly IReadOnlyList<Filter> _filters;
    readonly int[] _left;
    int _open;

    public FilterLimits(IReadOnlyList<Filter> filters)
    {
        _filters = filters;
        _left = new int[filters.Count];
        for (var i = 0; i < _left.Length; i++)
        {
            _left[i] = filters[i].Limit ?? int.MaxValue;
            if (_left[i] > 0)
                _open++;
        }
    }

    /// <summary>Whether every filter has reached its limit.</summary>
    public bool IsExhausted => _open == 0;

    /// <summary>Whether a filter wants the event, which then counts against every filter that matches it.</summary>
    public bool Take(EventView e)
    {
        var wanted = false;
        for (var i = 0; i < _left.Length; i++)
        {
            if (_left[i] == 0 || !_filters[i].Matches(e))
                continue;
            wanted = true;
            if (--_left[i] == 0)
                _open--;
        }
        return wanted;
    }
}
