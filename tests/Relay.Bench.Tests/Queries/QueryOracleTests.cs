using System.Text;
using System.Text.Json;
using Relay.TestSupport;

namespace Relay.Bench.Tests;

public sealed class QueryOracleTests
{
    static readonly IReadOnlyList<BenchQuery> Queries =
        [.. QuerySets.Create(SampleCorpus.Events, SampleCorpus.Authors, seed: 7).SelectMany(static set => set.Queries.Take(60))];

    [Fact]
    public void Queries_are_counted_as_the_plain_filter_counts_them()
    {
        var kept = SampleCorpus.All.Where(static (_, i) => SampleCorpus.Events.IsKept(i)).Select(NaiveEvent.Of).ToList();
        var queries = Queries.Where(static (_, i) => i % 7 == 0).Append(BenchQuery.Parse(
            """[{"kinds":[1],"limit":9},{"kinds":[1,7],"limit":20},{"#t":["x"]},{"kinds":[0,30023]}]"""u8));
        foreach (var query in queries)
        {
            var filters = Read(query);
            var expected = NaiveFilter.Query(filters, kept).Count;
            Assert.Equal(expected, QueryOracle.Count(query, SampleCorpus.Events));
        }
    }

    [Fact]
    public void Queries_counted_together_are_counted_as_each_alone()
    {
        var counts = QueryOracle.CountAll(Queries, SampleCorpus.Events);
        Assert.Equal(Queries.Select(static query => QueryOracle.Count(query, SampleCorpus.Events)), counts);
        Assert.All(Queries.Zip(counts), static pair => Assert.InRange(pair.First.AtLeast, 0, pair.Second));
        Assert.Contains(Queries, static query => query.AtLeast > 0);
    }

    static List<NaiveFilter> Read(BenchQuery query)
    {
        using var json = JsonDocument.Parse($"[{Encoding.UTF8.GetString(query.Json)}]");
        return [.. json.RootElement.EnumerateArray().Select(static filter => new NaiveFilter
        {
            Ids = Texts(filter, "ids"),
            Authors = Texts(filter, "authors"),
            Kinds = filter.TryGetProperty("kinds", out var kinds)
                ? [.. kinds.EnumerateArray().Select(static kind => kind.GetInt32())]
                : null,
            Tags = filter.EnumerateObject().Where(static condition => condition.Name[0] == '#')
                .ToDictionary(static condition => condition.Name[1], condition => Texts(filter, condition.Name)!),
            Limit = filter.TryGetProperty("limit", out var limit) ? limit.GetInt32() : null,
        })];
    }

    static string[]? Texts(JsonElement filter, string name) =>
        filter.TryGetProperty(name, out var values) ? [.. values.EnumerateArray().Select(static value => value.GetString()!)] : null;
}
