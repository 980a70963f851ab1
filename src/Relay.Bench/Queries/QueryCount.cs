using Relay.Nostr;

namespace Relay.Bench;

/// <summary>Counts the events of an answer while all events pass, the newest first.</summary>
sealed class QueryCount
{
    readonly Filter[] _filters;
    readonly int[] _left;

    public QueryCount(BenchQuery query)
    {
        _filters = query.Filters;
        _left = [.. _filters.Select(static filter => filter.Limit ?? int.MaxValue)];
        IsOpen = _left.Any(static left => left > 0);
    }

    public int Value { get; private set; }

    /// <summary>Whether a filter has not yet reached its limit.</summary>
    public bool IsOpen { get; private set; }

    public void Add(EventView e)
    {
        var isAnswer = false;
        var isOpen = false;
        for (var i = 0; i < _filters.Length; i++)
        {
            if (_left[i] > 0 && _filters[i].Matches(e))
            {
                _left[i]--;
                isAnswer = true;
            }
            isOpen |= _left[i] > 0;
        }
        IsOpen = isOpen;
        if (isAnswer)
            Value++;
    }
}
