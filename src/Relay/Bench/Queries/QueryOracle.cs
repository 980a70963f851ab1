namespace Relay.Server;

/// <summary>Tells by looking at every event how many a query must give.</summary>
static class QueryOracle
{
    /// <summary>The number of events of the corpus that answer the query, each once, each filter within its limit.</summary>
    public static int Count(BenchQuery query, EventCorpus corpus)
    {
        Span<int> left = stackalloc int[query.Filters.Length];
        for (var i = 0; i < left.Length; i++)
            left[i] = query.Filters[i].Limit ?? int.MaxValue;
        var count = 0;
        for (var i = corpus.Count - 1; i >= 0; i--)
        {
            var e = corpus[i].View;
            var isAnswer = false;
            var isOpen = false;
            for (var f = 0; f < left.Length; f++)
            {
                if (left[f] == 0)
                    continue;
                isOpen = true;
                if (!query.Filters[f].Matches(e))
                    continue;
                left[f]--;
                isAnswer = true;
            }
            if (!isOpen)
                break;
            if (isAnswer)
                count++;
        }
        return count;
    }
}
