using System.Text;
using Relay.Nostr;
using static Relay.Core.Tests.ImportSetup;

namespace Relay.Core.Tests;

public sealed class EventExporterTests
{
    [Fact]
    public async Task A_store_that_knows_its_order_is_written_in_it()
    {
        var store = new LoggingStore();
        NostrEvent[] events = [Event("b", createdAt: 20), Event("a", createdAt: 10), Event("c", createdAt: 30)];
        await store.BackfillAsync(events, default);

        Assert.Equal(events.Select(Line), await ExportAsync(store, new Filter()));
    }

    [Fact]
    public async Task Other_stores_are_written_newest_first()
    {
        var store = new RecordingStore();
        await store.BackfillAsync([Event("b", createdAt: 20), Event("a", createdAt: 10), Event("c", createdAt: 30)], default);

        Assert.Equal(["c", "b", "a"], (await ExportAsync(store, new Filter())).Select(Content));
    }

    [Fact]
    public async Task Only_what_matches_is_written_and_a_limit_does_not_count()
    {
        var store = new LoggingStore();
        await store.BackfillAsync([Event("old", createdAt: 10), Event("new", createdAt: 20), Event("newer", createdAt: 30)], default);

        var filter = new Filter { Since = 15, Limit = 1 };

        Assert.Equal(["new", "newer"], (await ExportAsync(store, filter)).Select(Content));
    }

    [Fact]
    public async Task Private_events_are_written()
    {
        var store = new LoggingStore();
        await store.BackfillAsync([Event("wrapped", Kind.GiftWrap, tags: ["p", new string('0', 64)])], default);

        Assert.Single(await ExportAsync(store, new Filter()));
    }

    [Fact]
    public async Task Events_larger_than_the_buffer_and_many_buffers_come_through_an_import_unchanged()
    {
        var store = new LoggingStore();
        var events = Enumerable.Range(0, 20).Select(i => Event(new string('x', i * 40_000), createdAt: i)).ToArray();
        await store.BackfillAsync(events, default);
        var file = new MemoryStream();

        var count = await EventExporter.ExportAsync((IEventLog)store, new Filter(), file, null, default);
        file.Position = 0;
        var copy = new RecordingStore();
        await ImportAsync(copy, file);

        Assert.Equal(20, count);
        Assert.Equal(events.Select(Line), copy.Events.Select(Line));
    }

    [Fact]
    public async Task An_empty_store_gives_an_empty_file()
    {
        Assert.Empty(await ExportAsync(new LoggingStore(), new Filter()));
        Assert.Empty(await ExportAsync(new RecordingStore(), new Filter()));
    }

    static async Task<string[]> ExportAsync(IEventStore store, Filter filter)
    {
        var file = new MemoryStream();
        if (store is IEventLog log)
            await EventExporter.ExportAsync(log, filter, file, null, default);
        else
            await EventExporter.ExportAsync(store, filter, file, default);
        return Encoding.UTF8.GetString(file.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    static string Content(string line) => NostrEvent.TryParse(Encoding.UTF8.GetBytes(line), out _)!.Content;
}
