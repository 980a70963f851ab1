using System.Text;
using Relay.Core;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>Bytes that the relay allocates per operation on all threads, from the bytes of a message to the frames of its answer.</summary>
[Collection(nameof(AllocationTests))]
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
public sealed class AllocationTests : IAsyncLifetime
{
    const string Allocated = "bytes allocated by the relay";
    const int Batch = 200, Batches = 5, Round = Batch * Batches;

    static readonly Author Author = new();

    // Signed once. Each test has its own relay, and none takes more than two measurements.
    static readonly byte[][][] Notes = [.. Enumerable.Range(0, 2 * Allocations.Rounds * Batches).Select(_ => MakeNotes())];

    const string Nothing =
        """["REQ","q",{"authors":["0000000000000000000000000000000000000000000000000000000000000001"],"kinds":[1]}]""";

    const string Newest500 = """["REQ","q",{"kinds":[1],"limit":500}]""";

    readonly WiredRelay _relay = new();
    Session _client = null!;
    int _published;

    public async ValueTask InitializeAsync() => _client = await _relay.ConnectAsync();

    public ValueTask DisposeAsync() => _relay.DisposeAsync();

    [Fact]
    public async Task Publishing_an_event() =>
        Costs.AssertWithin(Allocated, "publish an event", await MeasurePublishingAsync(receivers: 0));

    [Fact]
    public async Task Publishing_a_duplicate()
    {
        await _relay.SayAsync(_client, Notes[0], Batch);
        await Allocations.AssertAsync(Allocated, "publish a duplicate", Batch, _ => _relay.SayAsync(_client, Notes[0], Batch));
    }

    [Fact]
    public async Task Asking_for_events()
    {
        await StoreAsync();
        var empty = await MeasureAsync(Nothing, 1);
        Costs.AssertWithin(Allocated, "answer a REQ with nothing, in place of an earlier one", empty);

        var full = await MeasureAsync(Newest500, 501);
        Costs.AssertWithin(Allocated, "answer a REQ with 500 events", full);
        Costs.AssertWithin(Allocated, "send a stored event", Math.Max(0, full - empty) / 500);
    }

    [Fact]
    public async Task Asking_for_events_where_no_hints_are_given()
    {
        await using var relay = new WiredRelay(new RelayOptions { Protocol = new ProtocolOptions { EoseHints = false } });
        var client = await relay.ConnectAsync();
        for (var i = 0; i < Batches; i++)
            await relay.SayAsync(client, Notes[i], Batch);
        var empty = await MeasureAsync(relay, client, Nothing, 1);
        Costs.AssertWithin(Allocated, "answer a REQ with nothing and no hint", empty);
        var full = await MeasureAsync(relay, client, Newest500, 501);
        Costs.AssertWithin(Allocated, "answer a REQ with 500 events and no hint", full);
    }

    [Fact]
    public async Task Counting_authors()
    {
        await StoreAsync();
        var allocated = await MeasureAsync("""["COUNT","q",{"kinds":[1],"#t":["topic 5"]}]""", 1);
        Costs.AssertWithin(Allocated, "answer a COUNT with the registers of authors", allocated);
    }

    [Fact]
    public async Task Counting_events()
    {
        await StoreAsync();
        Costs.AssertWithin(Allocated, "answer a COUNT of a kind", await MeasureAsync("""["COUNT","q",{"kinds":[1]}]""", 1));
    }

    [Fact]
    public async Task Opening_and_closing_subscriptions()
    {
        var messages = new List<byte[]>();
        for (var i = 0; i < 100; i++)
            messages.Add(Utf8($$"""["REQ","q{{i}}",{"kinds":[1],"limit":0}]"""));
        for (var i = 0; i < 100; i++)
            messages.Add(Utf8($"""["CLOSE","q{i}"]"""));
        await Allocations.AssertAsync(
            Allocated, "open a subscription to new events and close it", 100, _ => _relay.SayAsync(_client, messages, 100));

        await Allocations.AssertAsync(Allocated, "close what is closed", 100, async _ =>
        {
            for (var i = 0; i < 100; i++)
                await _client.ConsumeAsync(messages[^1], CancellationToken.None);
        });
    }

    [Fact]
    public async Task Delivering_a_live_event()
    {
        const int connections = 20;
        await SubscribeAsync(connections);
        Costs.AssertWithin(Allocated, "publish an event to 20 connections", await MeasurePublishingAsync(connections));
    }

    /// <summary>Publishes one batch after the other. The live events of each batch are sent before the next.</summary>
    Task<long> MeasurePublishingAsync(int receivers) => Allocations.MeasureAsync(Round, async _ =>
    {
        for (var i = 0; i < Batches; i++)
            await _relay.SayAsync(_client, Notes[_published++], Batch * (1 + receivers));
    });

    Task<long> MeasureAsync(string question, int answers) => MeasureAsync(_relay, _client, question, answers);

    static Task<long> MeasureAsync(WiredRelay relay, Session client, string question, int answers)
    {
        const int times = 20;
        byte[][] message = [Utf8(question)];
        return Allocations.MeasureAsync(times, async _ =>
        {
            for (var i = 0; i < times; i++)
                await relay.SayAsync(client, message, answers);
        });
    }

    async Task SubscribeAsync(int connections)
    {
        for (var i = 0; i < connections; i++)
            await _relay.SayAsync(await _relay.ConnectAsync(), [Utf8("""["REQ","live",{"kinds":[1],"limit":0}]""")], 1);
    }

    async Task StoreAsync()
    {
        for (var i = 0; i < Batches; i++)
            await _relay.SayAsync(_client, Notes[i], Batch);
    }

    /// <summary>A batch of notes of some 600 bytes.</summary>
    static byte[][] MakeNotes() => [.. Enumerable.Range(0, Batch).Select(i => WiredRelay.Publish(Author.Note(
        new string('x', 150), tags: [["t", $"topic {i % 40}"], ["p", Author.Hex]])))];

    static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
