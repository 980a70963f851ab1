using Relay.Core;
using Relay.Nostr;
using Relay.Storage.Postings;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>Counting one kind reads a list's length if that is correct. If it is not, the count must be right too.</summary>
public sealed class CountTests
{
    static readonly Bytes32 Author = Unsigned.Key("author");

    [Theory]
    [InlineData(Placement.Tail)]
    [InlineData(Placement.Both)]
    [InlineData(Placement.Index)]
    public async Task A_kind_is_counted_wherever_its_events_lie(Placement placement)
    {
        await using var test = TemporaryStore.Open();
        await test.PlaceAsync(placement, Notes(test, 0, 30));
        await AssertCountAsync(test, 30);
        await test.BackfillAsync(Notes(test, 30, 7));
        await AssertCountAsync(test, 37);
        await test.ReopenAsync();
        await AssertCountAsync(test, 37);
        await test.CheckAsync();
        await AssertCountAsync(test, 37);
    }

    [Theory]
    [InlineData(Placement.Tail)]
    [InlineData(Placement.Both)]
    [InlineData(Placement.Index)]
    public async Task Removed_events_do_not_count_whether_the_index_has_forgotten_them_or_not(Placement placement)
    {
        await using var test = TemporaryStore.Open();
        var notes = Notes(test, 0, 20);
        await test.PlaceAsync(placement, notes);
        await test.AdmitAsync(Unsigned.Deletion(Author, test.Time.Now, notes[3], notes[4]));
        await AssertCountAsync(test, 18);
        await test.Store.IndexAsync();
        await AssertCountAsync(test, 18);
        await test.AdmitAsync(Unsigned.Deletion(Author, test.Time.Now, notes[5]));
        await test.ReopenAsync();
        await AssertCountAsync(test, 17);
        await test.CheckAsync();
        await AssertCountAsync(test, 17);
    }

    [Theory]
    [InlineData(Placement.Tail)]
    [InlineData(Placement.Index)]
    public async Task Expired_events_do_not_count_from_their_second_on(Placement placement)
    {
        await using var test = TemporaryStore.Open();
        var expiring = Unsigned.Note(Author, test.Time.Now, "", ["expiration", $"{test.Time.Now + 2}"]);
        await test.PlaceAsync(placement, [.. Notes(test, 0, 5), expiring]);
        await AssertCountAsync(test, 6);
        test.Time.Advance(TimeSpan.FromSeconds(1));
        await AssertCountAsync(test, 6);
        test.Time.Advance(TimeSpan.FromSeconds(1));
        await AssertCountAsync(test, 5);
    }

    [Fact]
    public async Task Protected_kinds_count_for_those_who_see_them()
    {
        await using var test = TemporaryStore.Open();
        await test.PlaceAsync(Placement.Index, Unsigned.Event(Author, Kind.GiftWrap, test.Time.Now, "", ["p", Author.ToString()]));
        var filter = new Filter { Kinds = [Kind.GiftWrap] };
        Assert.Equal(1, await test.CountAsync(filter));
        Assert.Equal(0, await test.Store.CountEventsAsync(new EventQuery { Filters = [filter], Visibility = Visibility.Public }, default));
    }

    [Fact]
    public async Task A_pass_that_was_cut_off_leaves_the_count_right()
    {
        await using var test = TemporaryStore.Open();
        await test.PlaceAsync(Placement.Index, Notes(test, 0, 10));
        await test.PlaceAsync(Placement.Tail, Notes(test, 10, 10));
        await test.CloseAsync();
        // The part of the second ten events that a pass has written when the process dies between two of its slices.
        using (var log = EventLog.Open(Path.Combine(test.Path, "log"), 1L << 30))
        using (var index = PostingIndex.Open(Path.Combine(test.Path, "index"), 1L << 30, log, out _))
        using (var slice = new IndexSlice(index, maximum: 3))
        using (var snapshot = log.Environment.OpenSnapshot())
        {
            for (var sequence = Sequences.Middle + 10; sequence < Sequences.Middle + 20; sequence++)
            {
                Assert.True(snapshot.TryGet(log.Events, (ulong)sequence, out var record));
                slice.AddPostings(Term.Kind(Kind.TextNote), [Posting.Of(new EventView(record), sequence)]);
            }
        }

        test.Open();
        await AssertCountAsync(test, 20);
        await test.CheckAsync();
        await AssertCountAsync(test, 20);
    }

    [Fact]
    public async Task A_count_during_passes_is_exact()
    {
        await using var test = TemporaryStore.Open();
        await test.PlaceAsync(Placement.Index, Notes(test, 0, 100));
        // Many entries, so that a pass takes several slices.
        await test.PlaceAsync(Placement.Tail, Notes(test, 100, 6000));
        var pass = test.Store.IndexAsync();
        var counts = 0;
        do
        {
            Assert.Equal(6100, await test.CountAsync(new Filter { Kinds = [Kind.TextNote] }));
            counts++;
        }
        while (!pass.IsCompleted);
        await AssertCountAsync(test, 6100);
        Assert.True(counts > 0);
    }

    static NostrEvent[] Notes(TemporaryStore test, int first, int count) =>
        [.. Enumerable.Range(first, count).Select(i => Unsigned.Note(Author, test.Time.Now - i % 100, $"{i}"))];

    static async Task AssertCountAsync(TemporaryStore test, int expected)
    {
        Assert.Equal(expected, await test.CountAsync(new Filter { Kinds = [Kind.TextNote] }));
        Assert.Equal(expected, await test.CountAsync(new Filter { Kinds = [Kind.TextNote], Since = 0 }));
        Assert.Equal(expected, await test.CountAsync(new Filter { Kinds = [Kind.TextNote, Kind.Seal] }));
        Assert.Equal(expected, await test.CountAsync(new Filter { Authors = [Author], Kinds = [Kind.TextNote], Limit = 1 }));
        Assert.Equal(expected, (await test.QueryAsync(new Filter { Kinds = [Kind.TextNote] })).Count);
    }
}
