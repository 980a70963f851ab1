using Relay.Core;
using Relay.Nostr;
using Relay.Storage.Postings;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>
/// Events of one second whose ids begin with the same four or eight bytes: postings cannot order them, only whole ids can. They are stored
/// in an order that is neither that of their ids nor its reverse.
/// </summary>
public sealed class MinedTieTests
{
    const long At = FakeTime.Start - 100;

    static readonly Bytes32 Author = Unsigned.Key("author");

    static readonly NostrEvent[] Stored =
    [
        Mined(At, 0xAA, 0xAA, 0xAA, 0xAA, 3), Mined(At, 0xAA, 0xAA, 0xAA, 0xAA, 0xFF), Mined(At, 0xAA, 0xAA, 0xAA, 0xAA, 0),
        Mined(At, 0xAA, 0xAA, 0xAA, 0xAA, 2), Mined(At, 0xAA, 0xAA, 0xAA, 0xAA, 1),
        Mined(At, 0xAA, 0xAA, 0xAA, 0xAA, 0x80, 0, 0, 0, 9), Mined(At, 0xAA, 0xAA, 0xAA, 0xAA, 0x80, 0, 0, 0, 1),
        Mined(At, 0xAA, 0xAA, 0xAA, 0xAA, 0x80, 0, 0, 0, 5),
        // Next to the group: the neighbouring prefixes, and the same prefix a second later and earlier.
        Mined(At, 0xAA, 0xAA, 0xAA, 0xA9, 0xFF), Mined(At, 0xAA, 0xAA, 0xAA, 0xAB, 0), Mined(At, 0), Mined(At, 0xFF),
        Mined(At + 1, 0xAA, 0xAA, 0xAA, 0xAA, 0x80), Mined(At - 1, 0xAA, 0xAA, 0xAA, 0xAA, 0x80),
    ];

    static readonly Bytes32[] Expected = [.. Stored.OrderByDescending(e => e.CreatedAt).ThenBy(e => e.Id).Select(e => e.Id)];

    public static TheoryData<Placement> Placements => [Placement.Tail, Placement.Both, Placement.Index];

    [Theory]
    [MemberData(nameof(Placements))]
    public async Task A_limit_may_cut_the_group_anywhere(Placement placement)
    {
        await using var test = await FillAsync(placement);
        for (var limit = 0; limit <= Expected.Length + 1; limit++)
        {
            foreach (var filter in new[] { new Filter(), new Filter { Authors = [Author] }, new Filter { Ids = [.. Expected] } })
                Assert.Equal(Expected.Take(limit), await test.IdsAsync(filter with { Limit = limit }));
        }
    }

    [Theory]
    [MemberData(nameof(Placements))]
    public async Task Several_limits_cut_the_group_independently(Placement placement)
    {
        await using var test = await FillAsync(placement);
        var even = Expected.Where((_, i) => i % 2 == 0).ToArray();
        for (var limit = 1; limit < Expected.Length; limit++)
        {
            var wanted = Expected.Take(limit).Concat(even.Take(Expected.Length - limit)).ToHashSet();
            var rest = new Filter { Ids = [.. even], Limit = Expected.Length - limit };
            Assert.Equal(Expected.Where(wanted.Contains), await test.IdsAsync(new Filter { Limit = limit }, rest));
        }
    }

    [Theory]
    [MemberData(nameof(Placements))]
    public async Task A_full_sink_may_cut_the_group_anywhere(Placement placement)
    {
        await using var test = await FillAsync(placement);
        for (var portion = 1; portion <= Expected.Length; portion++)
        {
            foreach (var filter in new[] { new Filter(), new Filter { Kinds = [Kind.TextNote], Limit = Expected.Length - 1 } })
            {
                var sink = new RefusingSink(portion, () => Task.CompletedTask);
                await test.Store.QueryEventsAsync(new EventQuery { Filters = [filter], Visibility = Visibility.Everything }, sink, default);
                Assert.Equal(Expected.Take(filter.Limit ?? int.MaxValue), sink.Ids);
            }
        }
    }

    [Fact]
    public async Task The_rest_of_a_group_is_looked_at_again_when_there_is_room()
    {
        var deleted = Expected.Last(id => id.Span.StartsWith<byte>([0xAA, 0xAA, 0xAA, 0xAA, 0xFF]));
        for (var portion = 1; portion <= Expected.IndexOf(deleted); portion++)
        {
            await using var test = await FillAsync(Placement.Both);
            var sink = new RefusingSink(portion, async () =>
            {
                await test.AdmitAsync(Unsigned.Deletion(Author, At - 50, Stored.Single(e => e.Id == deleted)));
                await test.AdmitAsync(Mined(At, 0xAA, 0xAA, 0xAA, 0xAA, 0x7F, (byte)test.Store.LastSequence));
                await test.Store.IndexAsync();
            });
            var filter = new Filter { Since = At - 10 };
            var query = new EventQuery { Filters = [filter], Visibility = Visibility.Everything, MaxSequence = test.Store.LastSequence };
            await test.Store.QueryEventsAsync(query, sink, default);

            Assert.Equal(Expected.Where(id => id != deleted), sink.Ids);
        }
    }

    [Theory]
    [MemberData(nameof(Placements))]
    public async Task A_large_group_is_gathered_and_sent_in_slices(Placement placement)
    {
        const int Members = 600, Steps = 20;
        await using var test = TemporaryStore.Open();
        var random = new Random(5);
        await test.PlaceAsync(placement, Unsigned.Many(Members, i =>
        {
            var rest = new byte[8];
            random.NextBytes(rest);
            return Unsigned.Note(Author, At, $"{i}").WithIdStarting([0xAA, 0xAA, 0xAA, 0xAA, .. rest]);
        }));
        foreach (var limit in new int?[] { null, 100 })
        {
            var query = new QueryWalk(
                new EventQuery { Filters = [new Filter { Limit = limit }], Visibility = Visibility.Everything },
                new SliceBudget(TimeSpan.Zero, Steps));
            var sink = new CollectingSink();
            var slices = 0;
            for (var isDone = false; !isDone; slices++)
            {
                using var view = test.Store.OpenView();
                isDone = query.RunSlice(view, sink, FakeTime.Start) == SliceOutcome.Done;
                Assert.InRange(view.Log.Lookups, 0, 2 * Steps);
            }
            Assert.Equal(sink.Events.Select(e => e.Id).Order(), sink.Events.Select(e => e.Id));
            Assert.Equal(limit ?? Members, sink.Events.Count);
            Assert.InRange(slices, Members / Steps, 3 * Members / Steps);
        }
    }

    [Theory]
    [MemberData(nameof(Placements))]
    public async Task Every_id_is_found_among_those_that_begin_alike(Placement placement)
    {
        await using var test = await FillAsync(placement);
        foreach (var id in Expected)
        {
            Assert.True(test.Store.Contains(id));
            Assert.Equal([id], await test.IdsAsync(new Filter { Ids = [id] }));
            Assert.Equal(1, await test.CountAsync(new Filter { Ids = [id] }));
        }
        Assert.False(test.Store.Contains(Expected[0].Starting(0xAA, 0xAA, 0xAA, 0xAA, 0x80, 0, 0, 0, 7)));
        Assert.Equal(Stored.Length, (await test.AdmitAsync(Stored)).Count(result => result.Status == StoreStatus.Duplicate));
    }

    [Theory]
    [MemberData(nameof(Placements))]
    public async Task Deleting_one_leaves_those_that_begin_alike(Placement placement)
    {
        await using var test = await FillAsync(placement);
        for (var i = 0; i < Stored.Length; i++)
        {
            await test.AdmitAsync(Unsigned.Deletion(Author, At - 50 - i, Stored[i]));
            Assert.Equal(Expected.Except(Stored[..(i + 1)].Select(e => e.Id)), await test.IdsAsync(new Filter { Kinds = [Kind.TextNote] }));
        }
        await test.CheckAsync();
    }

    static NostrEvent Mined(long at, params byte[] start) =>
        Unsigned.Note(Author, at, Convert.ToHexString(start)).WithIdStarting(start);

    static async Task<TemporaryStore> FillAsync(Placement placement)
    {
        var test = TemporaryStore.Open();
        await test.PlaceAsync(placement, Stored);
        return test;
    }
}
