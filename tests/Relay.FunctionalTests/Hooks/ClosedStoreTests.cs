using Microsoft.Extensions.Logging;
using Relay.Storage.Lmdb;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>Its owner disposes of a store while the relay works with it: clients are told, and the log says it once.</summary>
public sealed class ClosedStoreTests : IDisposable
{
    const string Closed = "error: the store was closed";

    readonly TemporaryFolder _folder = new();
    readonly Author _alice = new();
    readonly TestLog _log = new();

    public void Dispose()
    {
        _folder.Dispose();
        _log.Dispose();
    }

    [Fact]
    public async Task Queries_counts_and_events_are_refused_and_health_says_why()
    {
        await using var store = Open();
        await using var relay = await StartAsync(store);
        await using var client = await relay.ConnectAsync();
        var note = _alice.Note();
        await client.PublishAllAsync(note);
        await store.DisposeAsync();

        Assert.Equal(Closed, (await client.ReqAsync("q", "{}")).Closed);
        Assert.Equal(Closed, ((ClosedReply)await client.CountAsync("c", "{}")).Message);
        foreach (var e in new[] { _alice.Note(), _alice.Event(20_001), _alice.Deletion(note) })
        {
            var ok = await client.PublishAsync(e);
            Assert.Equal((false, Closed), (ok.Accepted, ok.Message));
        }

        using var http = new HttpClient { BaseAddress = relay.HttpAddress };
        using var health = await http.GetAsync("/health");
        Assert.Equal((503, """{"status":"broken","reason":"the store was closed"}"""),
            ((int)health.StatusCode, await health.Content.ReadAsStringAsync()));
        using var metrics = await http.GetAsync("/metrics");
        Assert.Equal(200, (int)metrics.StatusCode);

        await relay.StopAsync();
        Assert.Empty(relay.Log.Records);
        var line = Assert.Single(_log.Records);
        Assert.Equal(LogLevel.Warning, line.Level);
        Assert.Contains("was closed, and a relay still uses it", line.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_query_that_runs_ends_and_events_that_are_being_written_are_answered()
    {
        await using var store = Open();
        await using var relay = await StartAsync(store);
        await using var writer = await relay.ConnectAsync();
        var content = new string('x', 20_000);
        await writer.PublishAllAsync(Enumerable.Range(0, 500).Select(_ => _alice.Note(content)));
        // A reader that does not read stops its query in the middle: it waits for room, and asks the store again later.
        await using var reader = await RawWebSocket.ConnectAsync(relay.Address, receiveBuffer: 4096);
        await reader.SendTextAsync("""["REQ","q",{"limit":500}]""");
        Assert.NotNull(await reader.ReceiveMessageAsync());

        var notes = Enumerable.Range(0, 200).Select(_ => _alice.Note()).ToList();
        foreach (var note in notes)
            await writer.SendEventAsync(note);
        await store.DisposeAsync();
        var answers = new List<OkReply>();
        foreach (var note in notes)
            answers.Add(await writer.OkAsync(note.Id.ToString()));
        Assert.All(answers, static ok => Assert.True(ok.Accepted || ok.Message == Closed, ok.ToString()));

        var last = "";
        while (last is not ['[', '"', 'C', ..])
            last = (await reader.ReceiveMessageAsync())!.PayloadText;
        Assert.Equal($"""["CLOSED","q","{Closed}"]""", last);
        await relay.StopAsync();
        Assert.DoesNotContain(_log.Records.Concat(relay.Log.Records), static line => line.Level >= LogLevel.Error);

        // What was answered with OK true is there.
        await using var again = Open();
        foreach (var (note, ok) in notes.Zip(answers))
            Assert.Equal(ok.Accepted, again.Contains(note.Id));
    }

    LmdbEventStore Open() => LmdbEventStore.Open(
        new LmdbStoreOptions { Path = _folder.File("store"), Lmdb = new() { MapSizeGiB = 1 }, MinFreeDiskMiB = 0 }, TimeProvider.System,
        _log.CreateLogger("store"));

    static Task<TestRelay> StartAsync(LmdbEventStore store) => TestRelay.StartAsync(new()
    {
        Store = relay =>
        {
            relay.UseStore(store);
            return null;
        },
    });
}
