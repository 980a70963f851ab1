using Relay.Core;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

public sealed class KeepAliveTests
{
    static readonly RelayOptions Impatient = new() { Network = new NetworkOptions { PingSeconds = 1 } };

    [Fact]
    public async Task A_client_that_does_not_answer_pings_is_disconnected()
    {
        var gone = new TaskCompletionSource();
        await using var relay = await TestRelay.StartAsync(new()
        {
            Options = Impatient,
            Configure = relay => relay.OnDisconnect(_ => gone.TrySetResult()),
        });
        await using var socket = await relay.ConnectRawAsync();

        Assert.Equal(RawFrame.Ping, (await socket.ReceiveAsync())!.Opcode);
        await gone.Task.Within("the disconnection");

        Assert.Null(await socket.ReceiveCloseAsync());
        Assert.Empty(relay.Log.Records);
    }

    [Fact]
    public async Task A_client_that_answers_pings_stays()
    {
        await using var relay = await TestRelay.StartAsync(new() { Options = Impatient });
        await using var socket = await relay.ConnectRawAsync();
        for (var i = 0; i < 4; i++)
        {
            var ping = await socket.ReceiveAsync();
            Assert.Equal(RawFrame.Ping, ping!.Opcode);
            await socket.SendAsync(new RawFrame(RawFrame.Pong, ping.Payload));
        }
        await socket.SendTextAsync("[\"REQ\",\"a\",{}]");
        Assert.Equal("[\"EOSE\",\"a\"]", (await socket.ReceiveMessageAsync())!.PayloadText);
    }

    [Fact]
    public async Task A_client_that_waits_long_for_an_answer_stays()
    {
        var time = new FakeTime();
        var asked = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        await using var relay = await TestRelay.StartAsync(new()
        {
            Options = new RelayOptions
            {
                Network = Impatient.Network,
                Limits = new LimitsOptions { HookTimeoutSeconds = 3_600 },
            },
            Time = time,
            PingsClients = true,
            Configure = relay => relay.RejectCountFilter(async (_, _, _) =>
            {
                asked.SetResult();
                await release.Task;
                return Verdict.Accept;
            }),
        });
        await using var socket = await relay.ConnectRawAsync();
        await socket.SendTextAsync("[\"COUNT\",\"a\",{}]");
        await asked.Task.Within("the hook");

        time.Advance(TimeSpan.FromMinutes(1));
        release.SetResult();

        Assert.Equal("[\"COUNT\",\"a\",{\"count\":0}]", (await socket.ReceiveAsync())!.PayloadText);
    }
}
