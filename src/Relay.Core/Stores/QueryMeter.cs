using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Reports the cost of one client's query to the hooks for it, and ends the query when one of them refuses. Thread-safe: several sources
/// may answer the same query.
/// </summary>
public sealed class QueryMeter
{
    // Often enough that no client gets much more than allowed, and seldom enough to cost nothing compared with sending.
    const int BytesPerReport = 64 * 1024;

    readonly Func<QueryCost, Verdict> _report;
    readonly Action<string> _end;
    long _bytes;
    string? _refusal;

    /// <summary>Gives each cost to <paramref name="report"/>, and the first refusal, once, to <paramref name="end"/>.</summary>
    internal QueryMeter(Func<QueryCost, Verdict> report, Action<string> end)
    {
        _report = report;
        _end = end;
    }

    /// <summary>Whether the query was ended. Costs after that are still reported.</summary>
    public bool IsOver => Refusal is not null;

    /// <summary>Why the query was ended; null if it was not.</summary>
    internal string? Refusal => Volatile.Read(ref _refusal);

    /// <summary>
    /// Notes that a source has scanned <paramref name="entries"/> more entries. A source calls this while it runs, and holds no lock or
    /// transaction meanwhile.
    /// </summary>
    public void AddScanned(long entries) => Report(entries);

    /// <summary>
    /// Notes the values that the filters name, before any of them is looked up. Sources report the entries they scan for them.
    /// </summary>
    internal void AddFilters(IReadOnlyList<Filter> filters) => Report(ValuesOf(filters));

    /// <summary>Notes that an event was sent.</summary>
    internal void AddSent(EventView e)
    {
        if (Interlocked.Add(ref _bytes, EventJson.Length(e)) >= BytesPerReport)
            Report(scanned: 0);
    }

    /// <summary>Reports the cost that was not reported yet.</summary>
    internal void Finish() => Report(scanned: 0);

    void Report(long scanned)
    {
        var cost = new QueryCost(scanned, Interlocked.Exchange(ref _bytes, 0));
        if (cost == default)
            return;
        var verdict = _report(cost);
        if (verdict.IsRefused && Interlocked.CompareExchange(ref _refusal, verdict.Message, null) is null)
            _end(verdict.Message);
    }

    /// <summary>The number of values that the filters name, and one for each filter: the least that a query looks up.</summary>
    static long ValuesOf(IReadOnlyList<Filter> filters)
    {
        long values = filters.Count;
        for (var i = 0; i < filters.Count; i++)
        {
            var filter = filters[i];
            values += (filter.Ids?.Count ?? 0) + (filter.Authors?.Count ?? 0) + (filter.Kinds?.Count ?? 0);
            for (var j = 0; j < filter.Tags.Count; j++)
                values += filter.Tags[j].Values.Count;
        }
        return values;
    }
}
