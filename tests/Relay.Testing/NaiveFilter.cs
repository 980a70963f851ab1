using Relay.Nostr;

namespace Relay.Testing;

/// <summary>NIP-01's filter in the plainest words: the measure of the fast one, stored and live.</summary>
public sealed record NaiveFilter
{
    public string[]? Ids { get; init; }

    public string[]? Authors { get; init; }

    public int[]? Kinds { get; init; }

    public Dictionary<char, string[]> Tags { get; init; } = [];

    public long? Since { get; init; }

    public long? Until { get; init; }

    public int? Limit { get; init; }

    public bool Matches(NaiveEvent e) =>
        (Ids is null || Ids.Contains(e.Id))
        && (Authors is null || Authors.Contains(e.Author))
        && (Kinds is null || Kinds.Contains(e.Kind))
        && (Since is null || e.CreatedAt >= Since)
        && (Until is null || e.CreatedAt <= Until)
        && Tags.All(condition => e.Tags.Any(tag => IsMet(condition.Key, condition.Value, tag)));

    /// <summary>The stored events of several filters: each filter's newest, in NIP-01's order, each event once.</summary>
    public static IReadOnlyList<NaiveEvent> Query(IReadOnlyList<NaiveFilter> filters, IEnumerable<NaiveEvent> stored)
    {
        var ordered = stored.OrderByDescending(e => e.CreatedAt).ThenBy(e => e.Id, StringComparer.Ordinal).ToList();
        var wanted = filters.SelectMany(filter => ordered.Where(filter.Matches).Take(filter.Limit ?? int.MaxValue)).ToHashSet();
        return [.. ordered.Where(wanted.Contains)];
    }

    static bool IsMet(char letter, string[] values, string[] tag) =>
        tag.Length > 1 && tag[0] == letter.ToString() && values.Contains(tag[1]);

    public Filter ToFilter() => new()
    {
        Ids = Ids is null ? null : [.. Ids.Select(Bytes32.Parse)],
        Authors = Authors is null ? null : [.. Authors.Select(Bytes32.Parse)],
        Kinds = Kinds is null ? null : [.. Kinds.Select(kind => (ushort)kind)],
        Tags = [.. Tags.Select(tag => new TagFilter(tag.Key, [.. tag.Value.Select(value => new TagValue(value))]))],
        Since = Since,
        Until = Until,
        Limit = Limit,
    };
}
