using Microsoft.Extensions.DependencyInjection;
using Relay.Core;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>Messages that begin and are never completed.</summary>
public sealed class UnfinishedMessageTests
{
    const int Hostile = 60;

    static readonly TimeSpan Tick = TimeSpan.FromSeconds(new NetworkOptions().SendTimeoutSeconds) / 4;

    public static TheoryData<string> Ways => ["a byte now and then", "fragments and pings", "half a header", "half a ping"];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_message_that_is_not_whole_in_time_closes_its_connection(string way)
    {
        var time = new FakeTime();
        await using var relay = await TestRelay.StartAsync(new() { Time = time, PingsClients = true });
        await using var bystander = await Bystander.StartAsync(relay.Address);
        await using var socket = await relay.ConnectRawAsync();
        await socket.SendBytesAsync(way switch
        {
            "a byte now and then" => new RawFrame(RawFrame.Text, new byte[500_000]).Encode().AsMemory(0, 250_000),
            "fragments and pings" => RawFrame.OfText("[", isFinal: false).Encode(),
            "half a header" => RawFrame.OfText("[").Encode().AsMemory(0, 1),
            _ => new RawFrame(RawFrame.Ping, [1, 2, 3]).Encode().AsMemory(0, 7),
        });
        var close = socket.ReceiveCloseAsync();

        while (!close.IsCompleted)
        {
            time.Advance(Tick);
            if (way == "a byte now and then")
                await socket.SendBytesAsync(new byte[1]);
            else if (way == "fragments and pings")
            {
                await socket.SendAsync(new RawFrame(RawFrame.Continuation, "1"u8.ToArray(), IsFinal: false));
                await socket.SendAsync(new RawFrame(RawFrame.Ping, []));
            }
            await bystander.WorkAsync(1);
        }

        Assert.Equal((1008, "a message must be whole within 30 s (Relay:Network:MessageTimeoutSeconds)"),
            ((await close)!.CloseStatus, (await close)!.CloseReason));
        Assert.InRange((time.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(FakeTime.Start)).TotalSeconds, 30, int.MaxValue);
        await bystander.WorkAsync();
    }

    [Fact]
    public async Task Messages_that_are_whole_in_time_never_close_however_many_follow_each_other()
    {
        var time = new FakeTime();
        await using var relay = await TestRelay.StartAsync(new() { Time = time, PingsClients = true });
        await using var socket = await relay.ConnectRawAsync();
        var request = RawFrame.OfText("[\"COUNT\",\"a\",{}]").Encode();
        // The connection is in the middle of a message at every tick.
        var half = request.Length / 2;
        await socket.SendBytesAsync(request.AsMemory(0, half));
        byte[] step = [.. request[half..], .. request[..half]];
        for (var i = 0; i < 20; i++)
        {
            await socket.SendBytesAsync(step);
            Assert.Equal("[\"COUNT\",\"a\",{\"count\":0}]", (await socket.ReceiveMessageAsync())!.PayloadText);
            time.Advance(Tick);
        }
    }

    [Fact]
    public async Task One_address_cannot_take_the_memory_of_unfinished_messages_from_others()
    {
        const string Operator = "198.51.100.7";
        await using var relay = await TestRelay.StartAsync(new()
        {
            Options = new RelayOptions
            {
                Memory = new MemoryOptions { MessagesMiB = 16 },
                Network = new NetworkOptions { TrustedProxies = ["127.0.0.1"], MetricsFrom = [Operator] },
            },
        });
        var budget = relay.Services.GetRequiredService<RelayEngine>().Budgets.Messages;
        await using var honest = await RelayClient.ConnectAsync(
            relay.Address, configure: options => options.SetRequestHeader("X-Forwarded-For", "203.0.113.9"));
        var half = new RawFrame(RawFrame.Text, new byte[500_000]).Encode().AsMemory(0, 400_000);
        var hostile = new List<RawWebSocket>();
        var alice = new Author();
        for (var i = 0; i < Hostile; i++)
        {
            hostile.Add(await relay.ConnectRawAsync(("X-Forwarded-For", "203.0.113.66")));
            await hostile[^1].SendBytesAsync(half);
            if (i % 10 == 9)
                await honest.PublishAllAsync(alice.Note(new string('x', 300_000)));
            Assert.InRange(budget.Used, 0, budget.Limit / 2);
        }

        // At most eight fit into a quarter; the others are closed.
        await foreach (var close in Task.WhenEach(hostile.Select(static socket => socket.ReceiveCloseAsync())).Take(Hostile - 8))
        {
            Assert.Equal(1013, (await close)!.CloseStatus);
            Assert.Contains("Relay:Memory:MessagesMiB", (await close)!.CloseReason, StringComparison.Ordinal);
        }
        Assert.InRange(await MetricsReader.ReadAsync(
            relay.HttpAddress, "relay_connections_closed_total{cause=\"Messages\"}", forwardedFor: Operator), Hostile - 8, Hostile);
        foreach (var socket in hostile)
            await socket.DisposeAsync();
        await honest.PublishAllAsync(alice.Note(new string('y', 300_000)));
    }
}
