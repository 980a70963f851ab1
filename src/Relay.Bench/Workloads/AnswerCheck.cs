using Relay.Nostr;

namespace Relay.Bench;

/// <summary>Checks the events of an answer against the query: all of them in the warm-up, a sample in the measured runs.</summary>
sealed class AnswerCheck(Problems problems)
{
    readonly EventParser _parser = new();
    readonly HashSet<Bytes32> _ids = [];
    BenchQuery? _query;
    long _lastCreatedAt;

    public void Start(BenchQuery query)
    {
        _query = query;
        _lastCreatedAt = long.MaxValue;
        _ids.Clear();
    }

    /// <summary>Checks an event by itself.</summary>
    public void Sample(ReadOnlySpan<byte> json)
    {
        if (!_parser.TryParse(json, out var problem))
            problems.Add("something that is not an event", problem!);
        else if (!_query!.Matches(_parser.View))
            problems.Add("an event that its filter does not ask for", _parser.View.Id.ToString());
    }

    /// <summary>Checks an event, that it comes once and that it is not newer than the one before.</summary>
    public void Add(ReadOnlySpan<byte> json)
    {
        Sample(json);
        var e = _parser.View;
        if (!_ids.Add(e.Id))
            problems.Add("an event twice in an answer", e.Id.ToString());
        if (_query!.Filters.Length > 1)
            return;
        if (e.CreatedAt > _lastCreatedAt)
            problems.Add("an event newer than the one before it", e.Id.ToString());
        _lastCreatedAt = e.CreatedAt;
    }

    /// <summary>Checks the number of events.</summary>
    public void End(int count)
    {
        if (count > _query!.AtMost)
            problems.Add("an answer beyond its limit", $"{count} events");
        if (count < _query.AtLeast)
            problems.Add("an answer that lacks events", $"{count} of {_query.AtLeast}");
    }
}
