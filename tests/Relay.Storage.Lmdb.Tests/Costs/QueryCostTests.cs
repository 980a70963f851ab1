using Relay.Core;
using Relay.Nostr;
using Relay.Storage.Postings;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>
/// The number of things that a query looks at. It depends on the answer and not on the store's size, nor on how much is indexed.
/// </summary>
public sealed class QueryCostTests(QueryCostStores stores) : IClassFixture<QueryCostStores>
{
    const string Postings = "postings scanned by a query", Records = "records read by a query", Lookups = "index lookups of a query";

    static readonly SliceBudget Endless = new(TimeSpan.MaxValue, int.MaxValue);

    static readonly Dictionary<string, Filter> Filters = new(StringComparer.Ordinal)
    {
        ["newest 500"] = new() { Limit = 500 },
        ["newest 100 of a kind"] = new() { Kinds = [Kind.TextNote], Limit = 100 },
        ["timeline of 150 authors, 2 kinds, limit 50"] = new()
        {
            Authors = [.. Enumerable.Range(0, 150).Select(CostStore.Author)],
            Kinds = [Kind.TextNote, Kind.Repost],
            Limit = 50,
        },
        ["20 ids"] = new() { Ids = [.. Enumerable.Range(0, 20).Select(i => CostStore.Id(i * 149))] },
        ["an author's newest 20 notes"] = new() { Authors = [CostStore.Busy], Kinds = [Kind.TextNote], Limit = 20 },
        ["replies in a thread of 12"] = new() { Kinds = [Kind.TextNote], Tags = [Tag('e', CostStore.Thread(3).ToString())] },
        ["newest 50 mentions of 150"] = new() { Tags = [Tag('p', CostStore.Mentioned(4).ToString())], Limit = 50 },
        ["newest 20 of a hashtag"] = new() { Tags = [Tag('t', "topic 5")], Limit = 20 },
        ["3 authors and a kind and a hashtag"] = new()
        {
            Authors = [CostStore.Busy, CostStore.Author(1), CostStore.Author(2)],
            Kinds = [Kind.TextNote],
            Tags = [Tag('t', "rare")],
            Limit = 50,
        },
        ["nothing of an unknown author"] = new() { Authors = [Unsigned.Key("nobody")], Kinds = [Kind.TextNote], Limit = 20 },
    };

    public static TheoryData<string, Placement, bool> Rows()
    {
        var rows = new TheoryData<string, Placement, bool>();
        foreach (var name in Filters.Keys)
        {
            foreach (var placement in new[] { Placement.Tail, Placement.Index })
            {
                rows.Add(name, placement, false);
                rows.Add(name, placement, true);
            }
        }
        return rows;
    }

    [Fact]
    public void The_table_names_every_query()
    {
        foreach (var heading in new[] { Postings, Records, Lookups })
            Assert.Equal(Filters.Keys, Costs.Of(heading).Keys);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_query_costs_the_same_in_a_store_ten_times_as_large(string name, Placement placement, bool isLarge)
    {
        using var view = stores.Of(placement, isLarge).OpenView();
        var sink = new CountingOnlySink();
        var query = new QueryWalk(new EventQuery { Filters = [Filters[name]], Visibility = Visibility.Public }, Endless);
        while (query.RunSlice(view, sink, FakeTime.Start) != SliceOutcome.Done)
        {
            // The query may change its plan.
        }
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{name}: {sink.Count} events of {query.Scanned} postings, {view.Log.Lookups} records, {view.Index.Lookups} lookups");

        Costs.AssertExactly(Postings, name, query.Scanned);
        Costs.AssertExactly(Records, name, view.Log.Lookups);
        Costs.AssertWithin(Lookups, name, view.Index.Lookups);
        Assert.Equal(name.StartsWith("nothing", StringComparison.Ordinal), sink.Count == 0);
    }

    static TagFilter Tag(char letter, string value) => new(letter, [new TagValue(value)]);
}
