using System.Net.Sockets;
using System.Text;
using Relay.Core;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

public abstract class ClosingTests(bool handsOver)
{
    [Theory]
    [InlineData(1000)]
    [InlineData(1001)]
    [InlineData(3000)]
    [InlineData(4999)]
    public async Task A_close_frame_is_answered_with_its_status(int status)
    {
        await using var relay = await TestRelay.StartAsync(new() { HandsOver = handsOver });
        await using var socket = await relay.ConnectRawAsync();
        await socket.SendAsync(RawFrame.OfClose(status, "bye"));
        Assert.Equal(status, (await socket.ReceiveAsync())?.CloseStatus);
        Assert.Null(await socket.ReceiveAsync());
    }

    [Fact]
    public async Task A_close_frame_without_a_status_is_a_normal_closure()
    {
        await using var relay = await TestRelay.StartAsync(new() { HandsOver = handsOver });
        await using var socket = await relay.ConnectRawAsync();
        await socket.SendAsync(new RawFrame(RawFrame.Close, []));
        Assert.Equal(1000, (await socket.ReceiveAsync())?.CloseStatus);
        Assert.Null(await socket.ReceiveAsync());
    }

    [Fact]
    public async Task A_close_frame_with_a_status_that_must_not_be_sent_is_a_protocol_error()
    {
        await using var relay = await TestRelay.StartAsync(new() { HandsOver = handsOver });
        await using var socket = await relay.ConnectRawAsync();
        await socket.SendAsync(RawFrame.OfClose(1005));
        Assert.Equal(1002, (await socket.ReceiveAsync())?.CloseStatus);
    }

    [Fact]
    public async Task What_was_asked_before_the_close_frame_is_answered_before_its_answer()
    {
        await using var relay = await TestRelay.StartAsync(new() { HandsOver = handsOver });
        await using var socket = await relay.ConnectRawAsync();
        var note = new Author().Note("last words");
        var packet = RawFrame.OfText($"[\"EVENT\",{Encoding.UTF8.GetString(note.ToJson())}]").Encode();
        await socket.SendBytesAsync(packet.Concat(RawFrame.OfClose(1000).Encode()).ToArray());

        Assert.Equal($"[\"OK\",\"{note.Id}\",true,\"\"]", (await socket.ReceiveAsync())!.PayloadText);
        Assert.Equal(1000, (await socket.ReceiveAsync())?.CloseStatus);
    }

    [Fact]
    public async Task A_client_that_goes_without_a_close_frame_is_no_error()
    {
        var gone = new TaskCompletionSource();
        await using var relay = await TestRelay.StartAsync(new()
        {
            HandsOver = handsOver,
            Configure = relay => relay.OnDisconnect(_ => gone.TrySetResult()),
        });
        await using (var socket = await relay.ConnectRawAsync())
        {
            await socket.SendTextAsync("[\"REQ\",\"a\",{}]");
            await socket.ReceiveAsync();
            socket.Reset();
        }
        await gone.Task.Within("the disconnection");
        Assert.Empty(relay.Log.Records);
    }

    [Fact]
    public async Task A_client_that_ends_its_stream_within_a_message_is_no_error()
    {
        var gone = new TaskCompletionSource();
        await using var relay = await TestRelay.StartAsync(new()
        {
            HandsOver = handsOver,
            Configure = relay => relay.OnDisconnect(_ => gone.TrySetResult()),
        });
        await using var socket = await relay.ConnectRawAsync();
        await socket.SendBytesAsync(RawFrame.OfText("[\"REQ\",\"a\",{}]").Encode().AsMemory(0, 10));
        socket.HalfClose();
        await gone.Task.Within("the disconnection");
        Assert.Empty(relay.Log.Records);
    }

    [Fact]
    public async Task A_client_that_goes_while_a_hook_decides_is_no_error()
    {
        var asked = new TaskCompletionSource();
        var gone = new TaskCompletionSource();
        await using var relay = await TestRelay.StartAsync(new()
        {
            HandsOver = handsOver,
            Configure = relay => relay.RejectConnection(async (_, cancel) =>
            {
                asked.SetResult();
                try
                {
                    await new TaskCompletionSource().Task.WaitAsync(cancel);
                    return Verdict.Accept;
                }
                finally
                {
                    gone.SetResult();
                }
            }),
        });
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(relay.Address.Host, relay.Address.Port);
            const string key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n";
            await client.GetStream().WriteAsync(
                Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n{key}\r\n"));
            await asked.Task.Within("the hook");
        }
        await gone.Task.Within("the cancellation");
    }

    [Fact]
    public async Task Every_connection_that_was_announced_ends_exactly_once()
    {
        var connected = 0;
        var disconnected = 0;
        await using (var relay = await TestRelay.StartAsync(new()
        {
            HandsOver = handsOver,
            Configure = relay => relay
                .OnConnect(_ => Interlocked.Increment(ref connected))
                .OnDisconnect(_ => Interlocked.Increment(ref disconnected)),
        }))
        {
            await using var closed = await relay.ConnectAsync();
            await closed.DisconnectAsync();
            await using var reset = await relay.ConnectRawAsync();
            reset.Reset();
            await using var open = await relay.ConnectRawAsync();
            await open.SendTextAsync("[\"REQ\",\"a\",{}]");
            await open.ReceiveAsync();
            await relay.StopAsync();
        }
        Assert.Equal((3, 3), (connected, disconnected));
    }
}
