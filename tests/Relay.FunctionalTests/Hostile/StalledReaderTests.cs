using Relay.Core;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>A client that takes none of the bytes sent to it. Time passes only when the test says so.</summary>
public abstract class StalledReaderTests(bool handsOver)
{
    // The shortest timeout is divided into four ticks.
    static readonly TimeSpan Tick = TimeSpan.FromSeconds(new NetworkOptions().SendTimeoutSeconds) / 4;

    readonly FakeTime _time = new();
    readonly TaskCompletionSource _gone = new();

    [Fact]
    public async Task A_client_that_takes_nothing_is_cut_off_whatever_it_says_meanwhile()
    {
        await using var relay = await StartAsync();
        await using var bystander = await Bystander.StartAsync(relay.Address);
        await using var stalled = await StallAsync(relay);

        while (!_gone.Task.IsCompleted)
        {
            await SayAsync(stalled);
            _time.Advance(Tick);
            await bystander.WorkAsync(1);
        }

        Assert.Equal(1, await MetricsReader.ReadAsync(relay, "relay_connections_closed_total{cause=\"SendTimeout\"}"));
        await bystander.WorkAsync();
    }

    [Fact]
    public async Task A_client_that_takes_a_little_now_and_then_stays()
    {
        await using var relay = await StartAsync();
        await using var slow = await StallAsync(relay);
        var taken = new byte[64 * 1024];

        for (var i = 0; i < 20; i++)
        {
            await slow.ReceiveExactlyAsync(taken);
            _time.Advance(Tick);
        }

        Assert.False(_gone.Task.IsCompleted);
        Assert.Equal(0, await MetricsReader.ReadAsync(relay, "relay_connections_closed_total{cause=\"SendTimeout\"}"));
    }

    Task<TestRelay> StartAsync() => TestRelay.StartAsync(new()
    {
        HandsOver = handsOver,
        Time = _time,
        PingsClients = true,
        Options = new RelayOptions { Limits = new LimitsOptions { OutboxPauseBytes = 64 * 1024 } },
        Configure = relay => relay.OnDisconnect(client => _ = client.UserAgent == "stalled" && _gone.TrySetResult()),
    });

    /// <summary>Asks for more than all buffers on the way hold, and reads none of it.</summary>
    static async Task<RawWebSocket> StallAsync(TestRelay relay)
    {
        await using (var publisher = await relay.ConnectAsync())
        {
            var alice = new Author();
            await publisher.PublishAllAsync(Enumerable.Range(0, 200).Select(i => alice.Note(new string('x', 60_000))));
        }
        var socket = await RawWebSocket.ConnectAsync(relay.Address, receiveBuffer: 16 * 1024, headers: ("User-Agent", "stalled"));
        await socket.SendTextAsync("[\"REQ\",\"a\",{\"limit\":400}]");
        return socket;
    }

    static async Task SayAsync(RawWebSocket socket)
    {
        try
        {
            await socket.SendTextAsync("[\"CLOSE\",\"b\"]");
        }
        catch (IOException)
        {
            // Cut off meanwhile.
        }
    }
}
