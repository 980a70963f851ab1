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

    readonly HookPipeline _pipeline;
    readonly ClientContext _client;
    readonly Action<string> _end;
    long _bytes;
    string? _refusal;

    internal QueryMeter(HookPipeline pipeline, ClientContext client, Action<string> end)
    {
        _pipeline = pipeline;
        _client = client;
        _end = end;
    }

    /// <summary>Whether the query was ended; what it has cost since is still told.</summary>
    public bool IsOver => Refusal is not null;

    /// <summary>Why it was ended, if it was.</summary>
    internal string? Refusal => Volatile.Read(ref _refusal);

    /// <summary>Notes that a source has looked at so many entries. It tells while it runs, and holds nothing that others wait for.</summary>
    public void AddScanned(long entries) => Report(entries);

    /// <summary>Notes the values that the filters name, before any of them is looked for; sources tell what they look at for them.</summary>
    internal void AddFilters(IReadOnlyList<Filter> filters) => Report(FilterCost.ValuesOf(filters));

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
        var verdict = _pipeline.OnQueryCost(_client, cost);
        if (verdict.IsRefused && Interlocked.CompareExchange(ref _refusal, verdict.Message, null) is null)
            _end(verdict.Message);
    }
}
