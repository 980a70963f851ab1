namespace Relay.Nostr.Tests;

/// <summary>A filter as strings, matched in the slow and plain way (NIP-01).</summary>
sealed record PlainFilter
{
    public string[]? Ids { get; init; }

    public string[]? Authors { get; init; }

    /// <summary>Any integers. Numbers beyond the kinds are legal and match nothing.</summary>
    public long[]? Kinds { get; init; }

    public Dictionary<char, string[]> Tags { get; init; } = [];

    /// <summary>Values that an event must all carry (NIP-91).</summary>
    public Dictionary<char, string[]> AllTags { get; init; } = [];

    public long? Since { get; init; }

    public long? Until { get; init; }

    public int? Limit { get; init; }

    public bool Matches(PlainEvent e) =>
        (Ids is null || Ids.Contains(e.Id))
        && (Authors is null || Authors.Contains(e.PublicKey))
        && (Kinds is null || Kinds.Contains(e.Kind))
        && (Since is null || Since <= e.CreatedAt)
        && (Until is null || e.CreatedAt <= Until)
        && Tags.All(condition => IsMet(condition.Key, condition.Value, e))
        && AllTags.All(condition => condition.Value.Length > 0 && condition.Value.All(value => Has(condition.Key, value, e)));

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
        foreach (var (letter, values) in AllTags)
            members.Add($"\"&{letter}\":" + List(values));
        if (Since is not null)
            members.Add("\"since\":" + Since);
        if (Until is not null)
            members.Add("\"until\":" + Until);
        if (Limit is not null)
            members.Add("\"limit\":" + Limit);
        return "{" + string.Join(',', members) + "}";
    }

    /// <summary>
    /// The filter in one canonical form: lists sorted, without repetitions and impossible kinds, and one condition for each demanded value.
    /// </summary>
    public string Canonical()
    {
        var conditions = new List<string>();
        foreach (var (letter, values) in Tags)
        {
            var left = values.Except(AllTags.GetValueOrDefault(letter, [])).ToArray();
            if (left.Length > 0 || values.Length == 0)
                conditions.Add(Condition(letter, left));
        }
        foreach (var (letter, values) in AllTags)
        {
            var each = values.Distinct().Select(value => Condition(letter, [value]));
            conditions.AddRange(values.Length == 0 ? [Condition(letter, [])] : each);
        }
        return Canonical(this, conditions);
    }

    /// <summary>The canonical form of a filter that was read.</summary>
    public static string Canonical(Filter filter)
    {
        var plain = new PlainFilter
        {
            Ids = filter.Ids?.Select(id => id.ToString()).ToArray(),
            Authors = filter.Authors?.Select(author => author.ToString()).ToArray(),
            Kinds = filter.Kinds?.Select(kind => (long)kind).ToArray(),
            Since = filter.Since,
            Until = filter.Until,
            Limit = filter.Limit,
        };
        return Canonical(plain, filter.Tags.Select(tag => Condition((char)tag.Letter, [.. tag.Values.Select(value => value.ToString())])));
    }

    static string Canonical(PlainFilter filter, IEnumerable<string> conditions)
    {
        var sorted = filter with
        {
            Ids = Sorted(filter.Ids),
            Authors = Sorted(filter.Authors),
            Kinds = filter.Kinds?.Where(kind => kind is >= 0 and <= 65535).Distinct().Order().ToArray(),
            Tags = [],
            AllTags = [],
        };
        return sorted.ToJson() + string.Concat(conditions.Order(StringComparer.Ordinal));
    }

    static string Condition(char letter, string[] values) => $"\n{letter}{List(Sorted(values)!)}";

    bool IsMet(char letter, string[] values, PlainEvent e)
    {
        var left = values.Except(AllTags.GetValueOrDefault(letter, [])).ToList();
        return left.Exists(value => Has(letter, value, e)) || values.Length > 0 && left.Count == 0;
    }

    static bool Has(char letter, string value, PlainEvent e) =>
        e.Tags.Any(tag => tag.Length >= 2 && tag[0] == letter.ToString() && tag[1] == value);

    static string[]? Sorted(string[]? values) => values?.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();

    static string List(string[] values) => "[" + string.Join(',', values.Select(PlainText.Quote)) + "]";
}
