using Relay.Core;
using Relay.Nostr;
using Relay.Storage.Postings;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>A query ends when its sink wants no more, even in the middle of a search that finds nothing.</summary>
public sealed class SatisfiedSinkTests
{
    static readonly Bytes32 Author = Unsigned.Key("author");

    /// <summary>Every slice is over at once.</summary>
    static readonly SliceBudget Shortest = new(TimeSpan.Zero, 1);

    [Theory]
    [InlineData(Placement.Tail)]
    [InlineData(Placement.Both)]
    [InlineData(Placement.Index)]
    public async Task A_query_in_many_slices_stops_at_the_event_that_is_enough(Placement placement)
    {
        await using var test = TemporaryStore.Open();
        await test.PlaceAsync(placement, Unsigned.Many(60, i => Unsigned.Note(Author, test.Time.Now - i / 3, $"{i}")));
        foreach (var wanted in new[] { 1, 30, 60, 61 })
        {
            var sink = new SatisfiedSink(wanted);
            var query = Query(new Filter { Limit = 161 });
            var slices = 1;
            for (; Run(test, query, sink) != SliceOutcome.Done; slices++)
            {
            }
            Assert.Equal(Math.Min(wanted, 60), sink.Written);
            Assert.InRange(slices, Math.Min(wanted, 60), 62);
        }
    }

    [Theory]
    [InlineData(0, SliceOutcome.Done)]
    [InlineData(1, SliceOutcome.TimeUp)]
    public async Task A_search_that_is_given_up_ends_with_its_slice(int wanted, object expected)
    {
        await using var test = TemporaryStore.Open();
        await test.PlaceAsync(
            Placement.Index, Unsigned.Many(60, i => Unsigned.Note(Author, test.Time.Now - i, "", ["t", i % 2 == 0 ? "a" : "b"])));
        TagFilter[] tags = [new('t', [new TagValue("a")]), new('t', [new TagValue("b")])];

        Assert.Equal((SliceOutcome)expected, Run(test, Query(new Filter { Tags = tags }), new SatisfiedSink(wanted)));
    }

    static QueryWalk Query(Filter filter) => new(new EventQuery { Filters = [filter], Visibility = Visibility.Everything }, Shortest);

    static SliceOutcome Run(TemporaryStore test, QueryWalk query, IEventSink sink)
    {
        using var view = test.Store.OpenView();
        return query.RunSlice(view, sink, test.Time.Now);
    }
}
