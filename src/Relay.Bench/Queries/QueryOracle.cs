namespace Relay.Bench;

/// <summary>Tells by looking at every event how many a query must give.</summary>
static class QueryOracle
{
    /// <summary>The number of events of the corpus that answer the query, each once, each filter within its limit.</summary>
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

    /// <summary>The same for many queries, which look at the events together: a large corpus is walked once by each thread.</summary>
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
