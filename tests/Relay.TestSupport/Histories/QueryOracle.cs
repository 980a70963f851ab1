namespace Relay.TestSupport;

/// <summary>
/// The answers to queries, implemented again over plain strings. Its parts can be replaced by wrong ones, to see whether a test notices.
/// </summary>
public class QueryOracle
{
    public IReadOnlyList<string> Query(IReadOnlyList<NaiveFilter> filters, IEnumerable<NaiveEvent> stored)
    {
        var ordered = Order(stored).ToList();
        var wanted = filters.SelectMany(filter => ordered.Where(e => Matches(filter, e)).Take(Limit(filter))).ToHashSet();
        return [.. ordered.Where(wanted.Contains).Select(e => e.Id)];
    }

    public long Count(IReadOnlyList<NaiveFilter> filters, IEnumerable<NaiveEvent> stored) =>
        stored.Count(e => filters.Any(filter => Matches(filter, e)));

    protected virtual IEnumerable<NaiveEvent> Order(IEnumerable<NaiveEvent> events) =>
        events.OrderByDescending(e => e.CreatedAt).ThenBy(e => e.Id, StringComparer.Ordinal);

    protected virtual bool Matches(NaiveFilter filter, NaiveEvent e) => filter.Matches(e);

    protected virtual int Limit(NaiveFilter filter) => filter.Limit ?? int.MaxValue;
}
