using System.Text;
using System.Text.Json;
using Relay.Nostr;
using Relay.TestSupport;
using static Relay.Core.Tests.ControlSetup;

namespace Relay.Core.Tests;

public sealed class ExportOverConnectionTests
{
    static readonly Bytes32 Author = Unsigned.Key("author");

    [Fact]
    public async Task All_events_come_in_the_order_of_their_numbers_history_first()
    {
        await using var store = new InMemoryStore();
        // More than a read of the store takes at a time.
        var live = Enumerable.Range(0, 12).Select(static i => Note($"{i}{new string('x', 200_000)}", at: 5_000 - i)).ToArray();
        foreach (var e in live)
            await store.StoreEventAsync(e, default);
        var history = Note("before", at: 9_000);
        await store.BackfillAsync([history], default);

        var (report, lines) = await ExportAsync(store, "{}");
        Assert.Equal([$"{history.Id}", .. live.Select(static e => $"{e.Id}")], lines.Select(IdOf));
        Assert.Equal(new ExportReport(Written: 13, Read: 13, Stored: 13), report);
    }

    [Fact]
    public async Task A_filter_selects_and_its_limit_is_ignored()
    {
        await using var store = new InMemoryStore();
        NostrEvent[] notes = [Note("a", at: 1), Note("b", at: 2), Note("c", at: 3)];
        foreach (var e in notes)
            await store.StoreEventAsync(e, default);

        var (report, lines) = await ExportAsync(store, """{"since":2,"limit":1}""");
        Assert.Equal([$"{notes[1].Id}", $"{notes[2].Id}"], lines.Select(IdOf));
        Assert.Equal(new ExportReport(Written: 2, Read: 3, Stored: 3), report);
    }

    [Fact]
    public async Task A_store_without_an_order_is_not_exported()
    {
        var error = await Assert.ThrowsAsync<ControlException>(() => ExportAsync(new RecordingStore(), "{}"));
        Assert.Equal("the store of this relay cannot be read in the order of its events; relay scan reads it", error.Message);
    }

    [Fact]
    public async Task A_log_in_memory_goes_on_where_the_sink_was_full()
    {
        await using var store = new InMemoryStore();
        var notes = Enumerable.Range(0, 5).Select(static i => Note($"{i}", at: i)).ToArray();
        foreach (var e in notes)
            await store.StoreEventAsync(e, default);

        var sink = new CollectingSink(fullEvery: 2);
        await store.ReadAllAsync(sink);
        Assert.Equal(notes.Select(static e => e.Id), sink.Events.Select(static e => e.Id));
        Assert.Equal(2, sink.Waits);
    }

    static NostrEvent Note(string content, long at) => Unsigned.Note(Author, at, content);

    static async Task<(ExportReport Report, string[] Lines)> ExportAsync(IEventStore store, string filter)
    {
        var (near, far) = DuplexStream.Create();
        var serving = Service(store).ServeAsync(far, default);
        var output = new MemoryStream();
        var report = await Command(near).AskAsync(
            ControlCommands.Export, new EventSelection { Filters = [filter] }, destination: output);
        await serving;
        return (report, Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    static string IdOf(string line)
    {
        using var json = JsonDocument.Parse(line);
        return json.RootElement.GetProperty("id").GetString()!;
    }
}
