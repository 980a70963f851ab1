using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// A query in two parts: what is newer than all archived events, and the rest. The first part passes through the sink, which counts, so
/// that the rest has what limits lack.
/// </summary>
sealed class TimeSplit : IEventSink
{
    readonly IReadOnlyList<Filter> _filters;
    readonly IEventSink _next;
    readonly long _newestArchived;
    readonly int[] _lacking;

    public TimeSplit(IReadOnlyList<Filter> filters, long newestArchived, IEventSink next)
    {
        (_filters, _newestArchived, _next) = (filters, newestArchived, next);
        _lacking = [.. filters.Select(static filter => filter.Limit ?? int.MaxValue)];
        Recent = [.. filters.Where(filter => filter.Until is null || filter.Until > newestArchived)
            .Select(filter => filter with { Since = Math.Max(filter.Since ?? 0, newestArchived + 1) })];
    }

    public bool IsComplete => _next.IsComplete;

    /// <summary>What only the first store can answer.</summary>
    public IReadOnlyList<Filter> Recent { get; }

    /// <summary>What the archives may have part of, after what was written. Empty if limits are reached.</summary>
    public IReadOnlyList<Filter> Rest()
    {
        var rest = new List<Filter>();
        for (var i = 0; i < _lacking.Length; i++)
        {
            var part = _filters[i] with
            {
                Until = Math.Min(_filters[i].Until ?? long.MaxValue, _newestArchived),
                Limit = _lacking[i] == int.MaxValue ? null : _lacking[i],
            };
            if (_lacking[i] > 0 && !part.MatchesNothing)
                rest.Add(part);
        }
        return rest;
    }

    public bool TryWrite(EventView e)
    {
        if (!_next.TryWrite(e))
            return false;
        for (var i = 0; i < _lacking.Length; i++)
        {
            if (_lacking[i] is > 0 and < int.MaxValue && _filters[i].Matches(e))
                _lacking[i]--;
        }
        return true;
    }

    public ValueTask WaitForRoomAsync(CancellationToken cancel) => _next.WaitForRoomAsync(cancel);
}
