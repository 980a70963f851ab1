using Microsoft.Extensions.DependencyInjection;
using Relay.Core;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>
/// When unfinished messages of many addresses have taken all memory for them, those that hold most for longest give way to others.
/// </summary>
public sealed class CommonMessageMemoryTests
{
    const int Honest = 4;
    const string Operator = "198.51.100.99";

    static readonly ReadOnlyMemory<byte> Half = new RawFrame(RawFrame.Text, new byte[500_000]).Encode().AsMemory(0, 400_000);

    [Fact(Timeout = 60_000)]
    public async Task Those_that_hold_most_for_longest_are_closed_and_no_other()
    {
        var time = new FakeTime();
        await using var relay = await TestRelay.StartAsync(new()
        {
            Time = time,
            Options = new RelayOptions
            {
                Memory = new MemoryOptions { MessagesMiB = 16 },
                Network = new NetworkOptions { TrustedProxies = ["127.0.0.1"], MetricsFrom = [Operator] },
            },
        });
        var budget = relay.Services.GetRequiredService<RelayEngine>().Budgets.Messages;
        var hostile = new List<RawWebSocket>();
        for (var each = 0L; budget.Used + each <= budget.Limit;)
        {
            var before = budget.Used;
            hostile.Add(await relay.ConnectRawAsync(("X-Forwarded-For", $"203.0.113.{hostile.Count}")));
            await hostile[^1].SendBytesAsync(Half);
            while (budget.Used - before < Half.Length)
                await Task.Yield();
            each = budget.Used - before;
        }
        time.Advance(TimeSpan.FromSeconds(2));

        // All at once, so that a later one finds the memory that the first one freed.
        await Task.WhenAll(Enumerable.Range(0, Honest).Select(i => PublishAsync(relay, $"198.51.100.{i}")));

        var closed = (int)await MetricsReader.ReadAsync(
            relay.HttpAddress, "relay_connections_closed_total{cause=\"Messages\"}", forwardedFor: Operator);
        // A quarter is freed, and at most the memory that the honest clients need.
        Assert.InRange(closed, hostile.Count / 4, hostile.Count / 2 + Honest / 2);
        await foreach (var close in Task.WhenEach(hostile.Select(static socket => socket.ReceiveCloseAsync())).Take(closed))
        {
            Assert.Equal(
                (1013, "try again later: unfinished messages of all clients exceed Relay:Memory:MessagesMiB"),
                ((await close)!.CloseStatus, (await close)!.CloseReason));
        }
        foreach (var socket in hostile)
            await socket.DisposeAsync();
    }

    static async Task PublishAsync(TestRelay relay, string address)
    {
        await using var client = await RelayClient.ConnectAsync(
            relay.Address, configure: options => options.SetRequestHeader("X-Forwarded-For", address));
        await client.PublishAllAsync(new Author().Note(new string('x', 400_000)));
    }
}
