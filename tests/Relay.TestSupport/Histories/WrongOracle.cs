namespace Relay.TestSupport;

/// <summary>Oracles with one mistake each.</summary>
public sealed class WrongOracle : QueryOracle
{
    static readonly Dictionary<string, WrongOracle> All = new(StringComparer.Ordinal)
    {
        ["oldest first"] = new() { _order = events => events.OrderBy(e => e.CreatedAt).ThenBy(e => e.Id, StringComparer.Ordinal) },
        ["highest id first"] = new()
        {
            _order = events => events.OrderByDescending(e => e.CreatedAt).ThenByDescending(e => e.Id, StringComparer.Ordinal),
        },
        ["ids compared up to four bytes"] = new()
        {
            _order = events => events.OrderByDescending(e => e.CreatedAt)
                .ThenBy(e => e.Id[..8], StringComparer.Ordinal).ThenByDescending(e => e.Id, StringComparer.Ordinal),
        },
        ["ids compared up to eight bytes"] = new()
        {
            _order = events => events.OrderByDescending(e => e.CreatedAt)
                .ThenBy(e => e.Id[..16], StringComparer.Ordinal).ThenByDescending(e => e.Id, StringComparer.Ordinal),
        },
        ["no ids"] = new() { _change = filter => filter with { Ids = null } },
        ["no authors"] = new() { _change = filter => filter with { Authors = null } },
        ["authors compared up to eight bytes"] = new()
        {
            _change = filter => filter with { Authors = null },
            _also = (filter, e) => filter.Authors?.Any(author => e.Author.StartsWith(author[..16], StringComparison.Ordinal)) != false,
        },
        ["no kinds"] = new() { _change = filter => filter with { Kinds = null } },
        ["no tags"] = new() { _change = filter => filter with { Tags = [] } },
        ["one tag of several"] = new() { _change = filter => filter with { Tags = new(filter.Tags.Take(1)) } },
        ["no demanded tags"] = new() { _change = filter => filter with { AllTags = [] } },
        ["any of the demanded tags"] = new()
        {
            _change = filter => filter with { AllTags = [] },
            _also = (filter, e) => filter.AllTags.All(all =>
                e.Tags.Any(tag => tag is [[var letter], var value, ..] && letter == all.Key && all.Value.Contains(value))),
        },
        ["since exclusive"] = new() { _change = filter => filter with { Since = filter.Since + 1 } },
        ["until exclusive"] = new() { _change = filter => filter with { Until = filter.Until - 1 } },
        ["no since"] = new() { _change = filter => filter with { Since = null } },
        ["no until"] = new() { _change = filter => filter with { Until = null } },
        ["limit one too many"] = new() { _limit = limit => limit + 1 },
        ["limit one too few"] = new() { _limit = limit => limit - 1 },
        ["limit 0 is none"] = new() { _limit = limit => limit == 0 ? null : limit },
    };

    Func<IEnumerable<NaiveEvent>, IEnumerable<NaiveEvent>>? _order;
    Func<NaiveFilter, NaiveFilter> _change = filter => filter;
    Func<NaiveFilter, NaiveEvent, bool> _also = (_, _) => true;
    Func<int?, int?> _limit = limit => limit;

    public static TheoryData<string> Names => [.. All.Keys];

    public static QueryOracle Named(string name) => All[name];

    protected override IEnumerable<NaiveEvent> Order(IEnumerable<NaiveEvent> events) => _order?.Invoke(events) ?? base.Order(events);

    protected override bool Matches(NaiveFilter filter, NaiveEvent e) => base.Matches(_change(filter), e) && _also(filter, e);

    protected override int Limit(NaiveFilter filter) => _limit(filter.Limit) ?? int.MaxValue;
}
