using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Takes what one query of a client costs to the hooks that want to know, and ends the query when one of them refuses.
/// Thread-safe: several sources may answer the same query.
/// </summary>
public sealed class QueryMeter
{
    // Often enough that nobody gets much more than allowed, and seldom enough to cost nothing beside sending.
    const int BytesPerReport = 64 * 1024;

    readonly Func<QueryCost, Verdict> _report;
    readonly Action<string> _end;
    long _bytes;
    string? _refusal;

    /// <summary>Gives each cost to <paramref name="report"/>, and its first refusal, once, to <paramref name="end"/>.</summary>
    internal QueryMeter(Func<QueryCost, Verdict> report, Action<string> end)
    {
        _report = report;
        _end = end;
    }

    /// <summary>Whether the query was ended; what it has cost since is still told.</summary>
    public bool IsOver => Refusal is not null;

    /// <summary>Why it was ended, if it was.</summary>
    internal string? Refusal => Volatile.Read(ref _refusal);

    /// <summary>
    /// Notes that a source has looked at so many entries. It tells while it runs, and holds nothing that others wait for.
    /// </summary>
    public void AddScanned(long entries) => Report(entries);

    /// <summary>
    /// Notes the values that the filters name, before any of them is looked for; sources tell what they look at for them.
    /// </summary>
    internal void AddFilters(IReadOnlyList<Filter> filters) => Report(ValuesOf(filters));

    /// <summary>Notes that an event was sent.</summary>
    internal void AddSent(EventView e)
    {
        if (Interlocked.Add(ref _bytes, EventJson.Length(e)) >= BytesPerReport)
            Report(scanned: 0);
    }

    /// <summary>Tells what was not told yet.</summary>
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

    /// <summary>The values that the filters name, and one for each filter: what a query looks for at least.</summary>
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
