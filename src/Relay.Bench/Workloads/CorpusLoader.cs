namespace Relay.Bench;

/// <summary>Makes sure that a relay holds the corpus.</summary>
static class CorpusLoader
{
    const int Samples = 50;

    /// <summary>Publishes the corpus unless a sample of it is stored. False if the relay does not keep it.</summary>
    public static bool Ensure(BenchTarget target, EventCorpus corpus, BenchOptions options, Action<string> report)
    {
        if (IsStored(target, corpus, options))
            return true;
        report($"storing {corpus.Count} events in {target.Address}");
        // It does no harm if the relay already holds a part of them.
        PublishLoad.Run(target, corpus, new EventRange(0, 1, corpus.Count), options.Connections, options.InFlight, options.Connection);
        return IsStored(target, corpus, options);
    }

    static bool IsStored(BenchTarget target, EventCorpus corpus, BenchOptions options)
    {
        var samples = Math.Min(Samples, corpus.Count);
        var ids = new HashSet<string>();
        for (var i = 0; i < samples; i++)
        {
            var index = (int)((corpus.Count - 1L) * i / Math.Max(1, samples - 1));
            if (corpus.IsKept(index))
                ids.Add($"\"{corpus[index].Id}\"");
        }
        var query = BenchQuery.Parse(System.Text.Encoding.UTF8.GetBytes($$"""[{"ids":[{{string.Join(',', ids)}}]}]"""));
        using var connection = BenchConnection.Open(target.Address, options.Connection);
        return new QueryClient(connection, target.Problems).Ask(query, checkAll: true) == ids.Count;
    }
}
