using System.Diagnostics;
using System.Net;
using System.Net.WebSockets;
using Relay.Core;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

public abstract class ShutdownTests(bool handsOver)
{
    [Fact]
    public async Task Clients_are_told_that_the_relay_shuts_down()
    {
        await using var relay = await TestRelay.StartAsync(new() { HandsOver = handsOver });
        await using var client = await relay.ConnectAsync();
        await using var raw = await relay.ConnectRawAsync();

        var stopping = relay.StopAsync();

        await client.ClosedAsync();
        Assert.Equal((WebSocketCloseStatus.EndpointUnavailable, "the relay is shutting down"), (client.CloseStatus, client.CloseReason));
        var close = await raw.ReceiveCloseAsync();
        Assert.Equal(1001, close?.CloseStatus);
        await raw.SendAsync(close!);
        await stopping;
    }

    [Fact]
    public async Task Nobody_is_let_in_while_the_relay_waits_for_its_clients()
    {
        await using var relay = await TestRelay.StartAsync(new() { HandsOver = handsOver });
        await using var open = await relay.ConnectRawAsync();
        var stopping = relay.StopAsync();
        Assert.Equal(1001, (await open.ReceiveCloseAsync())?.CloseStatus);

        await using var late = await relay.ConnectRawAsync();
        using var http = new HttpClient { BaseAddress = relay.HttpAddress };
        using var health = await http.GetAsync("/health");

        Assert.Equal(503, late.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        await open.SendAsync(RawFrame.OfClose(1001));
        await stopping;
    }

    [Fact]
    public async Task Clients_that_do_not_react_and_hooks_that_hang_do_not_hold_the_relay_up()
    {
        var hangs = new TaskCompletionSource();
        var asked = new TaskCompletionSource();
        await using var relay = await TestRelay.StartAsync(new()
        {
            HandsOver = handsOver,
            AllowsErrors = true,
            Configure = relay => relay.RejectCountFilter(async (_, _, _) =>
            {
                asked.SetResult();
                await hangs.Task;
                return Verdict.Accept;
            }),
        });
        await using var deaf = await relay.ConnectRawAsync();
        await using var hanging = await relay.ConnectRawAsync();
        await hanging.SendTextAsync("[\"COUNT\",\"a\",{}]");
        await asked.Task.Within("the hook");

        var watch = Stopwatch.StartNew();
        await relay.StopAsync();

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        hangs.SetResult();
    }

    [Fact]
    public async Task What_was_accepted_is_answered_before_the_close_frame()
    {
        await using var relay = await TestRelay.StartAsync(new() { HandsOver = handsOver });
        await using var client = await relay.ConnectAsync();
        var notes = Enumerable.Range(0, 20).Select(_ => new Author().Note()).ToList();
        foreach (var note in notes)
            await client.SendEventAsync(note);
        foreach (var note in notes)
            Assert.True((await client.OkAsync(note.Id.ToString())).Accepted);
        await relay.StopAsync();
        await client.ClosedAsync();
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, client.CloseStatus);
    }
}
