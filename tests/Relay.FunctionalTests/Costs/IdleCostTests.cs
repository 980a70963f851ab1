using Relay.Core;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>
/// Runs alone, like all tests that count allocations of the process: no collection or other timer may come between two counts.
/// </summary>
[Collection(nameof(IdleMemoryTests))]
public sealed class IdleCostTests
{
    [Fact]
    public async Task Looking_after_idle_connections_allocates_nothing_for_each()
    {
        var time = new FakeTime();
        await using var relay = await TestRelay.StartAsync(new() { Time = time, PingsClients = true });
        var alone = Tick();
        var clients = new List<RelayClient>();
        for (var i = 0; i < 20; i++)
        {
            clients.Add(await relay.ConnectAsync());
            await clients[^1].ReqAsync("idle", """{"limit":0}""");
        }

        // The first tick hears of their messages; at the others they are silent.
        Tick();
        var together = Math.Min(Tick(), Tick());

        Costs.AssertWithin("bytes allocated by the relay", "look after an idle connection", Math.Max(0, together - alone) / clients.Count);
        foreach (var client in clients)
            await client.DisposeAsync();

        long Tick()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            time.Advance(TimeSpan.FromSeconds(new NetworkOptions().PingSeconds) / 4);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }
}
