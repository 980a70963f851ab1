using Relay.Core;
using Relay.Nostr;
using Relay.TestSupport;

namespace Relay.Storage.RocksDb.Tests;

/// <summary>The pages that a store asks its engine for.</summary>
public sealed class PageTests
{
    static readonly Bytes32 Author = Unsigned.Key("author");

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task Pages_put_together_are_all_events_in_order_with_their_numbers(int most)
    {
        await using var test = new TemporaryStore();
        // Many of one second, and some whose ids begin alike.
        NostrEvent[] events =
        [
            .. Unsigned.Many(60, i => Unsigned.Note(Author, 1_700_000_000 + i / 20, $"{i}")),
            .. Unsigned.Many(10, i => Unsigned.Note(Author, 1_700_000_001, $"tie {i}").WithIdStarting(1, 2, 3, 4)),
        ];
        await test.StoreAsync(events);

        var rows = new List<CommittedEvent>();
        var filter = new Filter { Authors = [Author] };
        var query = new EngineQuery(
            filter, Visibility.Everything, After: null, long.MaxValue, test.Time.Now, most, MostBytes: int.MaxValue);
        while (true)
        {
            var page = await test.Engine.QueryAsync(query, default);
            Assert.InRange(page.Rows.Count, 0, most);
            rows.AddRange(page.Rows);
            if (page.Next is null)
                break;
            query = query with { After = page.Next };
        }
        Assert.Equal(events.OrderBy(e => EventPosition.Of(e.View)).Select(e => e.Id), rows.Select(row => row.Event.Id));
        Assert.Equal(
            test.Store.ReadSequence(0, long.MaxValue).Select(e => e.Id),
            rows.OrderBy(row => row.Sequence).Select(row => row.Event.Id));
    }

    [Fact]
    public async Task Ranges_of_numbers_end_after_some_bytes_and_go_on_from_there()
    {
        await using var test = new TemporaryStore();
        var events = Unsigned.Many(40, i => Unsigned.Note(Author, 1_700_000_000 + i, $"{i} {new string('x', 60_000)}"));
        await test.StoreAsync(events);

        var found = new List<Bytes32>();
        var ranges = 0;
        for (long after = 0, last = test.Store.LastSequence; after < last; ranges++)
        {
            var range = await test.Engine.ReadAsync(after, last, default);
            found.AddRange(range.Rows.Select(row => row.Event.Id));
            after = range.Read;
        }
        Assert.Equal(events.Select(e => e.Id), found);
        Assert.InRange(ranges, 2, 4);
    }
}
