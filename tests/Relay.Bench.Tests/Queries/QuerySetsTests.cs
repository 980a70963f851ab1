using System.Text;

namespace Relay.Bench.Tests;

public sealed class QuerySetsTests
{
    static readonly IReadOnlyList<QuerySet> Sets = QuerySets.Create(SampleCorpus.Events, SampleCorpus.Authors, seed: 7);

    [Fact]
    public void There_is_a_set_for_each_row_of_the_published_table() => Assert.Equal(
        ["newest-500", "newest-100-notes", "timeline-150", "timeline-500", "ids-20", "author-20", "replies", "mentions", "hashtag", "and"],
        Sets.Select(static set => set.Name));

    [Fact]
    public void Nearly_every_query_has_an_answer()
    {
        foreach (var set in Sets)
        {
            var answers = set.Queries.Select(static query => QueryOracle.Count(query, SampleCorpus.Events)).ToList();
            Assert.True(answers.Count(static count => count > 0) >= 0.9 * answers.Count, set.Name);
        }
    }

    [Fact]
    public void Queries_of_a_set_differ()
    {
        foreach (var set in Sets.Where(static set => set.Queries.Length > 1))
        {
            var different = set.Queries.Select(static query => Encoding.UTF8.GetString(query.Json)).Distinct().Count();
            Assert.True(different > set.Queries.Length / 4, set.Name);
        }
    }

    [Fact]
    public void The_same_seed_asks_the_same()
    {
        var again = QuerySets.Create(SampleCorpus.Events, SampleCorpus.Authors, seed: 7);
        for (var i = 0; i < Sets.Count; i++)
            Assert.Equal(Sets[i].Queries.Select(static query => query.Json), again[i].Queries.Select(static query => query.Json));
    }

    [Fact]
    public void Answers_are_counted_once_per_event_within_each_limit()
    {
        var notes = SampleCorpus.All.Where(static (e, i) => e.Kind == 1 && SampleCorpus.Events.IsKept(i)).Count();
        Assert.Equal(notes, Count("""[{"kinds":[1]}]"""));
        Assert.Equal(notes, Count("""[{"kinds":[1]},{"kinds":[1]}]"""));
        Assert.Equal(3, Count("""[{"kinds":[1],"limit":3},{"kinds":[1],"limit":2}]"""));
        Assert.Equal(5, Count("""[{"kinds":[1],"limit":3},{"kinds":[7],"limit":2}]"""));
        Assert.Equal(0, Count("""[{"limit":0}]"""));
    }

    static int Count(string filters) => QueryOracle.Count(BenchQuery.Parse(Encoding.UTF8.GetBytes(filters)), SampleCorpus.Events);
}
