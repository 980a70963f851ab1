using Relay.Core;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

public abstract class SlowReaderTests(bool handsOver)
{
    static readonly RelayOptions SmallOutbox = new()
    {
        Limits = new LimitsOptions { OutboxPauseBytes = 64 * 1024, OutboxMaxBytes = 256 * 1024, MaxLimit = 100_000 },
    };

    [Fact]
    public async Task Stored_results_wait_for_a_slow_reader_and_arrive_complete()
    {
        await using var relay = await TestRelay.StartAsync(new() { HandsOver = handsOver, Options = SmallOutbox });
        await using (var publisher = await relay.ConnectAsync())
        {
            var alice = new Author();
            await publisher.PublishAllAsync(Enumerable.Range(0, 400).Select(i => alice.Note(new string('x', 20_000))));
        }
        // The kernel and Kestrel hold far less than eight megabytes for the client.
        await using var socket = await RawWebSocket.ConnectAsync(relay.Address, receiveBuffer: 16 * 1024);
        await socket.SendTextAsync("[\"REQ\",\"a\",{\"limit\":400}]");
        await using (var other = await relay.ConnectAsync())
            Assert.Equal(400, await other.CountAsync("{}"));

        var events = 0;
        while ((await socket.ReceiveAsync())!.PayloadText.StartsWith("[\"EVENT\"", StringComparison.Ordinal))
            events++;
        Assert.Equal(400, events);
    }

    [Fact]
    public async Task A_subscriber_who_does_not_read_is_closed_and_holds_nobody_up()
    {
        var gone = new TaskCompletionSource();
        await using var relay = await TestRelay.StartAsync(new()
        {
            HandsOver = handsOver,
            Options = SmallOutbox,
            Configure = relay => relay.OnDisconnect(client => _ = client.UserAgent == "slow" && gone.TrySetResult()),
        });
        await using var slow = await RawWebSocket.ConnectAsync(relay.Address, receiveBuffer: 16 * 1024, headers: ("User-Agent", "slow"));
        await slow.SendTextAsync("[\"REQ\",\"a\",{\"limit\":0}]");
        Assert.Equal("[\"EOSE\",\"a\"]", (await slow.ReceiveAsync())!.PayloadText);

        await using var publisher = await relay.ConnectAsync();
        var alice = new Author();
        while (!gone.Task.IsCompleted)
            await publisher.PublishAllAsync(alice.Note(new string('x', 60_000)));

        // Whether the close frame still reaches a client that reads on depends on the bytes on their way. The end itself always comes.
        var close = await slow.ReceiveCloseAsync();
        Assert.True(close is null or { CloseStatus: 1008 });
        Assert.Empty(relay.Log.Records);
    }

    [Fact]
    public async Task A_subscriber_who_was_closed_as_too_slow_is_told_so_when_it_reads_on()
    {
        await using var relay = await TestRelay.StartAsync(new() { HandsOver = handsOver, Options = SmallOutbox });
        await using var slow = await RawWebSocket.ConnectAsync(relay.Address, receiveBuffer: 16 * 1024);
        await slow.SendTextAsync("[\"REQ\",\"a\",{\"limit\":0}]");
        await slow.ReceiveAsync();
        await using var publisher = await relay.ConnectAsync();
        using var http = new HttpClient { BaseAddress = relay.HttpAddress };
        var alice = new Author();
        do
            await publisher.PublishAllAsync(alice.Note(new string('x', 60_000)));
        while (!(await http.GetStringAsync("/metrics")).Contains("relay_outbox_closes_total 1", StringComparison.Ordinal));

        var close = await slow.ReceiveCloseAsync();

        Assert.Equal(1008, close?.CloseStatus);
        Assert.StartsWith("too slow", close!.CloseReason, StringComparison.Ordinal);
    }
}
