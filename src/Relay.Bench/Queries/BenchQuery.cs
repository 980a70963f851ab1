using Relay.Nostr;

namespace Relay.Bench;

/// <summary>One REQ: its filters as JSON to send, and parsed to check the answers.</summary>
/// <param name="Json">The filters, separated by commas.</param>
/// <param name="Filters">The same filters, parsed.</param>
sealed record BenchQuery(byte[] Json, Filter[] Filters)
{
    /// <summary>The least number of events in an answer of a relay that holds the corpus; 0 if it was not counted.</summary>
    public int AtLeast { get; init; }

    /// <summary>Whether an answer to this query may contain the event.</summary>
    public bool Matches(EventView e)
    {
        foreach (var filter in Filters)
        {
            if (filter.Matches(e))
                return true;
        }
        return false;
    }

    /// <summary>The most stored events in an answer; null if there is no limit.</summary>
    public int? AtMost
    {
        get
        {
            var sum = 0;
            foreach (var filter in Filters)
            {
                if (filter.Limit is not { } limit)
                    return null;
                sum += limit;
            }
            return sum;
        }
    }

    /// <summary>Reads a list of filters: a JSON array of objects.</summary>
    public static BenchQuery Parse(ReadOnlySpan<byte> filters)
    {
        ReadOnlySpan<byte> start = "[\"REQ\",\"q\","u8;
        var list = filters.Trim(" \t\r"u8);
        if (list is not [(byte)'[', .., (byte)']'])
            throw new InvalidDataException("a list of filters is a JSON array");
        byte[] message = [.. start, .. list[1..]];
        var reader = new ClientMessageReader(message);
        if (reader.Problem is not null)
            throw new InvalidDataException("a list of filters is a JSON array");
        reader.TryReadSubscriptionId(out _);
        var read = reader.ReadFilters(FilterBounds.None, out var problem);
        return read is null ? throw new InvalidDataException(problem) : new BenchQuery(list[1..^1].ToArray(), [.. read]);
    }
}
