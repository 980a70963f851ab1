using System.Text;

namespace Relay.Core.Tests;

/// <summary>The cost that is computed for a subscription equals its memory, or is slightly above it.</summary>
[Collection(nameof(FilterCostTests))]
[CollectionDefinition(nameof(FilterCostTests), DisableParallelization = true)]
public sealed class FilterCostTests
{
    const int Subscriptions = 150;

    public static TheoryData<string> Kinds => ["kinds", "authors", "texts", "shared", "texts beside", "many filters"];

    static string Key(int i) => $"\"{i:x8}{i:x56}\"";

    static string List(int count, Func<int, string> value) => string.Join(',', Enumerable.Range(0, count).Select(value));

    static string Request(string kind, int number) => kind switch
    {
        "kinds" => $$"""{"kinds":[1],"since":{{number}}}""",
        "authors" => $$"""{"authors":[{{List(500, i => Key((number * 500) + i))}}],"kinds":[1]}""",
        "texts" => $$"""{"#t":[{{List(500, i => $"\"{number * 500 + i}\"")}}]}""",
        "shared" => $$"""{"#t":[{{List(500, i => $"\"{i}\"")}}]}""",
        "texts beside" => $$"""{"#t":[{{List(500, i => $"\"{i}\"")}}],"kinds":[{{number}}],"authors":[{{Key(1)}}]}""",
        _ => List(50, i => $$"""{"kinds":[{{i}}],"#t":["{{number}}"]}"""),
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Cost_covers_what_is_kept(string kind)
    {
        await using var relay = new TestEngine(null, new RelayOptions { Limits = new LimitsOptions { MaxSubscriptions = 1000 } });
        var session = await relay.Engine.OpenSessionAsync(new ClientContext { Id = 1 }, new NullOutbox(), CancellationToken.None);
        byte[][] messages = [
            .. Enumerable.Range(0, Subscriptions).Select(i => Encoding.UTF8.GetBytes($"[\"REQ\",\"{i}\",{Request(kind, i)}]"))];
        // Often enough for every path that a message may take. Threads have then released what they held of other subscriptions.
        var warming = Encoding.UTF8.GetBytes($"[\"REQ\",\"warm\",{Request(kind, Subscriptions)}]");
        for (var i = 0; i < Subscriptions; i++)
            await session.ConsumeAsync(warming, CancellationToken.None);
        var (before, costBefore) = (LiveBytes(), relay.Engine.Budgets.Subscriptions.Used);
        foreach (var message in messages)
            await session.ConsumeAsync(message, CancellationToken.None);
        Assert.Equal(Subscriptions + 1, relay.Engine.Subscriptions);
        var (kept, cost) = (LiveBytes() - before, relay.Engine.Budgets.Subscriptions.Used - costBefore);

        GC.KeepAlive(messages);
        TestContext.Current.TestOutputHelper?.WriteLine($"{kind}: {kept / Subscriptions} bytes kept, {cost / Subscriptions} charged");
        Assert.InRange(kept, cost / 6, cost);
    }

    /// <summary>What other threads hold for a moment can only add, so the least of several looks counts.</summary>
    static long LiveBytes() => Enumerable.Range(0, 5).Min(static _ =>
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    });
}
