using Relay.Core;
using Relay.Nostr;
using Relay.Storage.Postings;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>For values that an event must all have (NIP-91) lists are intersected, instead of looking through records.</summary>
public sealed class AndTagsTests
{
    const int Blocks = 10, BlockLength = 300, Common = 4;
    const long At = FakeTime.Start - 100_000;

    static readonly Bytes32 Author = Unsigned.Key("author");
    static readonly SliceBudget Endless = new(TimeSpan.MaxValue, int.MaxValue);

    [Theory]
    [InlineData(Placement.Tail, """{"&t":["a","b"]}""")]
    [InlineData(Placement.Both, """{"&t":["a","b"]}""")]
    [InlineData(Placement.Index, """{"&t":["a","b"]}""")]
    [InlineData(Placement.Index, """{"&t":["a","b","c"]}""")]
    [InlineData(Placement.Index, """{"&t":["a","b"],"#t":["a","b"],"kinds":[1]}""")]
    [InlineData(Placement.Index, """{"&t":["a"],"#t":["a","b"]}""")]
    public async Task Lists_with_little_in_common_are_leapt_through(Placement placement, string json)
    {
        await using var test = TemporaryStore.Open();
        await test.PlaceAsync(placement, Make());
        var filter = FilterReader.TryParse(System.Text.Encoding.UTF8.GetBytes(json), out _, andTags: true)!;

        using (var view = test.Store.OpenView())
        {
            var sink = new CollectingSink();
            var query = new QueryWalk(new EventQuery { Filters = [filter], Visibility = Visibility.Public }, Endless);
            Assert.Equal(SliceOutcome.Done, query.RunSlice(view, sink, FakeTime.Start));

            Assert.Equal(Common, sink.Events.Count);
            Assert.All(sink.Events, static e => Assert.Equal("common", e.Content));
            // Each list has some 1,500 postings in blocks: about two looks at the border of each block, and the events themselves.
            Assert.InRange(query.Scanned, Common, 4 * Blocks + 2 * Common);
            Assert.Equal(Common, view.Log.Lookups);
        }
        Assert.Equal(Common, await test.CountAsync(filter));
    }

    [Fact]
    public async Task A_value_that_nothing_has_ends_the_query_at_once()
    {
        await using var test = TemporaryStore.Open();
        await test.PlaceAsync(Placement.Index, Make());
        using var view = test.Store.OpenView();
        TagFilter[] tags = [new('t', [new TagValue("a")]), new('t', [new TagValue("nothing")])];
        var query = new QueryWalk(new EventQuery { Filters = [new Filter { Tags = tags }], Visibility = Visibility.Public }, Endless);
        Assert.Equal(SliceOutcome.Done, query.RunSlice(view, new CollectingSink(), FakeTime.Start));

        Assert.Equal((0, 0), (query.Scanned, view.Log.Lookups));
    }

    /// <summary>Blocks of one value and of the other in turn, and a few events with both, newest, oldest and between.</summary>
    static NostrEvent[] Make()
    {
        var events = new List<NostrEvent>();
        for (var i = 0; i < Blocks * BlockLength; i++)
            events.Add(Unsigned.Note(Author, At + i, "", ["t", i / BlockLength % 2 == 0 ? "a" : "b"], ["t", "d"]));
        for (var i = 0; i < Common; i++)
        {
            var at = At - 1 + (i * Blocks * BlockLength / (Common - 1));
            events.Add(Unsigned.Note(Author, at, "common", ["t", "a"], ["t", "b"], ["t", "c"]));
        }
        return [.. events];
    }
}
