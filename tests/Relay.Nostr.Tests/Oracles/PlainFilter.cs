namespace Relay.Nostr.Tests;

/// <summary>A filter as strings, matched the slow and plain way (NIP-01).</summary>
sealed record PlainFilter
{
    public string[]? Ids { get; init; }

    public string[]? Authors { get; init; }

    /// <summary>Any integers: those that no event can have are legal and match nothing.</summary>
    public long[]? Kinds { get; init; }

    public Dictionary<char, string[]> Tags { get; init; } = [];

    public long? Since { get; init; }

    public long? Until { get; init; }

    public int? Limit { get; init; }

    public bool Matches(PlainEvent e) =>
        (Ids is null || Ids.Contains(e.Id))
        && (Authors is null || Authors.Contains(e.PublicKey))
        && (Kinds is null || Kinds.Contains(e.Kind))
        && (Since is null || Since <= e.CreatedAt)
        && (Until is null || e.CreatedAt <= Until)
        && Tags.All(condition => e.Tags.Any(tag =>
            tag.Length >= 2 && tag[0] == condition.Key.ToString() && condition.Value.Contains(tag[1])));

    public string ToJson()
    {
        var members = new List<string>();
        if (Ids is not null)
            members.Add("\"ids\":" + List(Ids));
        if (Authors is not null)
            members.Add("\"authors\":" + List(Authors));
        if (Kinds is not null)
            members.Add("\"kinds\":[" + string.Join(',', Kinds) + "]");
        foreach (var (letter, values) in Tags)
            members.Add($"\"#{letter}\":" + List(values));
        if (Since is not null)
            members.Add("\"since\":" + Since);
        if (Until is not null)
            members.Add("\"until\":" + Until);
        if (Limit is not null)
            members.Add("\"limit\":" + Limit);
        return "{" + string.Join(',', members) + "}";
    }

    /// <summary>The filter with every list sorted and freed of repetitions and of kinds that do not exist.</summary>
    public PlainFilter Sorted() => this with
    {
        Ids = Sorted(Ids),
        Authors = Sorted(Authors),
        Kinds = Kinds?.Where(kind => kind is >= 0 and <= 65535).Distinct().Order().ToArray(),
        Tags = Tags.OrderBy(tag => tag.Key).ToDictionary(tag => tag.Key, tag => Sorted(tag.Value)!),
    };

    public static PlainFilter Of(Filter filter) => new PlainFilter
    {
        Ids = filter.Ids?.Select(id => id.ToString()).ToArray(),
        Authors = filter.Authors?.Select(author => author.ToString()).ToArray(),
        Kinds = filter.Kinds?.Select(kind => (long)kind).ToArray(),
        Tags = filter.Tags.ToDictionary(tag => (char)tag.Letter, tag => tag.Values.Select(value => value.ToString()).ToArray()),
        Since = filter.Since,
        Until = filter.Until,
        Limit = filter.Limit,
    };

    static string[]? Sorted(string[]? values) => values?.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();

    static string List(string[] values) => "[" + string.Join(',', values.Select(PlainText.Quote)) + "]";
}
