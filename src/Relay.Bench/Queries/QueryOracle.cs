namespace Relay.Bench;

/// <summary>Counts a query's events by looking at every event.</summary>
static class QueryOracle
{
    /// <summary>The number of corpus events in the answer to the query. Each event counts once, and each filter within its limit.</summary>
    public static int Count(BenchQuery query, EventCorpus corpus)
    {
        var count = new QueryCount(query);
        for (var i = corpus.Count - 1; i >= 0 && count.IsOpen; i--)
        {
            if (corpus.IsKept(i))
                count.Add(corpus[i]);
        }
        return count.Value;
    }

    /// <summary>Counts for many queries together. Each thread walks a large corpus once.</summary>
    public static int[] CountAll(IReadOnlyList<BenchQuery> queries, EventCorpus corpus)
    {
        var counts = queries.Select(static query => new QueryCount(query)).ToArray();
        var parts = Environment.ProcessorCount;
        Parallel.For(0, parts, part =>
        {
            var open = counts.Where((_, i) => i % parts == part).ToList();
            for (var i = corpus.Count - 1; i >= 0 && open.Count > 0; i--)
            {
                if (!corpus.IsKept(i))
                    continue;
                var e = corpus[i];
                for (var q = open.Count - 1; q >= 0; q--)
                {
                    open[q].Add(e);
                    if (!open[q].IsOpen)
                        open.RemoveAt(q);
                }
            }
        });
        return [.. counts.Select(static count => count.Value)];
    }
}
