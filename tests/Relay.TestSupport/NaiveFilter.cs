using System.Text;
using System.Text.Json;
using Relay.Nostr;

namespace Relay.TestSupport;

/// <summary>NIP-01's filter in the simplest form. The fast one, stored and live, is compared with it.</summary>
public sealed record NaiveFilter
{
    public string[]? Ids { get; init; }

    public string[]? Authors { get; init; }

    public int[]? Kinds { get; init; }

    public Dictionary<char, string[]> Tags { get; init; } = [];

    /// <summary>NIP-91: values that an event must all have.</summary>
    public Dictionary<char, string[]> AllTags { get; init; } = [];

    public long? Since { get; init; }

    public long? Until { get; init; }

    public int? Limit { get; init; }

    public bool Matches(NaiveEvent e) =>
        (Ids is null || Ids.Contains(e.Id))
        && (Authors is null || Authors.Contains(e.Author))
        && (Kinds is null || Kinds.Contains(e.Kind))
        && (Since is null || e.CreatedAt >= Since)
        && (Until is null || e.CreatedAt <= Until)
        && Tags.All(condition => IsMet(condition.Key, condition.Value, e))
        && AllTags.All(condition => condition.Value.Length > 0 && condition.Value.All(value => Has(condition.Key, value, e)));

    /// <summary>The stored events for several filters: each filter's newest in NIP-01's order, and each event once.</summary>
    public static IReadOnlyList<NaiveEvent> Query(IReadOnlyList<NaiveFilter> filters, IEnumerable<NaiveEvent> stored)
    {
        var ordered = stored.OrderByDescending(e => e.CreatedAt).ThenBy(e => e.Id, StringComparer.Ordinal).ToList();
        var wanted = filters.SelectMany(filter => ordered.Where(filter.Matches).Take(filter.Limit ?? int.MaxValue)).ToHashSet();
        return [.. ordered.Where(wanted.Contains)];
    }

    public string ToJson()
    {
        var members = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["ids"] = Ids,
            ["authors"] = Authors,
            ["kinds"] = Kinds,
            ["since"] = Since,
            ["until"] = Until,
            ["limit"] = Limit,
        };
        foreach (var (letter, values) in Tags)
            members["#" + letter] = values;
        foreach (var (letter, values) in AllTags)
            members["&" + letter] = values;
        return JsonSerializer.Serialize(members);
    }

    /// <summary>The filter as the relay's type.</summary>
    public Filter ToFilter() =>
        FilterReader.TryParse(Encoding.UTF8.GetBytes(ToJson()), out var problem, andTags: true)
        ?? throw new InvalidOperationException(problem);

    /// <summary>Any value suffices, except values that are also demanded. If all are demanded, the condition is dropped.</summary>
    bool IsMet(char letter, string[] values, NaiveEvent e)
    {
        var left = values.Except(AllTags.GetValueOrDefault(letter, [])).ToList();
        return left.Exists(value => Has(letter, value, e)) || values.Length > 0 && left.Count == 0;
    }

    static bool Has(char letter, string value, NaiveEvent e) =>
        e.Tags.Any(tag => tag.Length > 1 && tag[0] == letter.ToString() && tag[1] == value);
}
