using Relay.Testing;

namespace Relay.Core.Tests;

/// <summary>Subscriptions take from the budgets of their connection, address and relay, and give back however they end.</summary>
public sealed class SubscriptionBudgetTests
{
    const int Each = 64 * 1024;

    readonly Author _alice = new();

    static RelayOptions Limits(int perConnection, int perAddress) => new()
    {
        Limits = new LimitsOptions { MaxSubscriptionBytes = perConnection, MaxSubscriptionBytesPerAddress = perAddress },
    };

    /// <summary>A filter of some 40 KB: one fits into a budget, two do not.</summary>
    static string Large(int number) => $$"""{"#t":[{{string.Join(',', Enumerable.Range(0, 260).Select(i => $"\"{number} {i}\""))}}]}""";

    static string Refused(string id, string option) =>
        $"[\"CLOSED\",\"{id}\",\"blocked: the filters of open subscriptions take too much memory ({option})\"]";

    [Fact]
    public async Task Connection_that_asks_for_too_much_is_refused_by_the_name_of_its_option()
    {
        await using var relay = new TestEngine(null, Limits(Each, 10 * Each));
        var client = await relay.ConnectAsync("192.0.2.1");
        await client.QueryAsync("one", Large(1));

        Assert.Equal([Refused("two", "Relay:Limits:MaxSubscriptionBytes")], await client.QueryAsync("two", Large(2)));
        Assert.Equal("""["EOSE","small"]""", (await client.QueryAsync("small", "{\"kinds\":[1]}"))[^1]);
        Assert.Equal(2, relay.Engine.Subscriptions);
    }

    [Fact]
    public async Task Address_has_a_budget_of_its_own_and_nobody_else_lacks_for_it()
    {
        await using var relay = new TestEngine(null, Limits(Each, Each));
        var (one, same, other) = (await relay.ConnectAsync("192.0.2.1"), await relay.ConnectAsync("192.0.2.1"), await relay.ConnectAsync(
            "192.0.2.2"));
        await one.QueryAsync("q", Large(1));

        Assert.Equal([Refused("q", "Relay:Limits:MaxSubscriptionBytesPerAddress")], await same.QueryAsync("q", Large(2)));
        Assert.Equal("""["EOSE","q"]""", (await other.QueryAsync("q", Large(3)))[^1]);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData(null)]
    public async Task Loopback_and_clients_without_an_address_have_none(string? address)
    {
        await using var relay = new TestEngine(null, Limits(Each, Each));
        for (var i = 0; i < 3; i++)
            Assert.Equal("""["EOSE","q"]""", (await (await relay.ConnectAsync(address)).QueryAsync("q", Large(i)))[^1]);
        Assert.Equal(0, relay.Engine.Budgets.SubscriptionsByAddress.Count);
    }

    [Fact]
    public async Task All_together_have_the_budget_of_the_relay()
    {
        await using var relay = new TestEngine(null, new RelayOptions { Memory = new MemoryOptions { SubscriptionsMiB = 1 } });
        var refused = 0;
        for (var i = 0; i < 40; i++)
        {
            var answer = await (await relay.ConnectAsync($"192.0.2.{i}")).QueryAsync("q", Large(i));
            refused += answer[^1] == Refused("q", "Relay:Memory:SubscriptionsMiB") ? 1 : 0;
        }
        Assert.InRange(refused, 40 - 27, 39);
        Assert.InRange(relay.Engine.Budgets.Subscriptions.Used, 900_000, 1 << 20);
    }

    [Fact]
    public async Task Everything_is_given_back_however_subscriptions_end()
    {
        await using var relay = new TestEngine(null, Limits(4 * Each, 4 * Each));
        var budget = relay.Engine.Budgets.Subscriptions;
        var client = await relay.ConnectAsync("192.0.2.1");
        await client.QueryAsync("q", Large(1));
        var one = budget.Used;
        Assert.InRange(one, Each / 2, Each);
        for (var i = 0; i < 20; i++)
            await client.QueryAsync("q", Large(1));
        Assert.Equal(one, budget.Used);

        await client.QueryAsync("other", Large(2));
        await client.SayAsync("[\"CLOSE\",\"q\"]");
        await client.SayAsync("[\"CLOSE\",\"q\"]");
        Assert.InRange(budget.Used, one - 100, one + 100);

        await client.QueryAsync("third", Large(3), Large(4));
        await client.Session.CloseAsync();
        Assert.Equal(0, budget.Used);
        Assert.Equal((0, 0), (relay.Engine.Budgets.SubscriptionsByAddress.Count, relay.Engine.Fanout.SharingAddresses));
        Assert.Equal(0, relay.Engine.Fanout.Main.Index.TermCount);
    }

    [Fact]
    public async Task Refused_filters_cost_nothing()
    {
        await using var relay = new TestEngine(
            relay => relay.UseInMemoryStore().RejectFilter((_, _) => Verdict.Blocked("no")), Limits(Each, Each));
        var client = await relay.ConnectAsync("192.0.2.1");
        for (var i = 0; i < 5; i++)
            await client.QueryAsync("q", Large(i));

        Assert.Equal(0, relay.Engine.Budgets.Subscriptions.Used);
    }

    [Fact]
    public async Task Subscriptions_that_come_and_go_while_events_do_leave_nothing()
    {
        await using var relay = new TestEngine();
        var clients = new List<TestClient>();
        for (var i = 0; i < 4; i++)
            clients.Add(await relay.ConnectAsync($"192.0.2.{i % 2}"));
        var events = Enumerable.Range(0, 100).Select(i => _alice.Note(tags: ["t", $"1 {i}"])).ToArray();
        await Task.WhenAll(clients.Select((client, number) => Task.Run(async () =>
        {
            for (var i = 0; i < 100; i++)
            {
                await client.RequestAsync($"{i % 7}", Large(i % 3), "{\"limit\":0}");
                if (number == 0)
                    await client.SendEventAsync(events[i]);
                if (i % 5 == 0)
                    await client.SayAsync($"[\"CLOSE\",\"{i % 7}\"]");
            }
            await client.Session.CloseAsync();
        })));

        var budgets = relay.Engine.Budgets;
        Assert.Equal((0, 0, 0), (budgets.Subscriptions.Used, budgets.SubscriptionsByAddress.Count, relay.Engine.Subscriptions));
        Assert.Equal((0, true), (relay.Engine.Fanout.Main.Index.TermCount, relay.Engine.Fanout.Main.Index.IsEmpty));
        Assert.Empty(relay.Log.Errors);
    }

    [Fact]
    public async Task What_honest_clients_follow_fits()
    {
        await using var relay = new TestEngine(null, new RelayOptions { Memory = new MemoryOptions { SubscriptionsMiB = 64 } });
        var client = await relay.ConnectAsync("192.0.2.1");
        string Authors(int count, int from)
        {
            var keys = string.Join(',', Enumerable.Range(from, count).Select(static i => $"\"{i:x8}{i:x56}\""));
            return $$"""{"authors":[{{keys}}],"kinds":[0,1,3,6,7]}""";
        }
        for (var i = 0; i < 6; i++)
            Assert.StartsWith("[\"EOSE\"", (await client.QueryAsync($"follows {i}", Authors(5000, i)))[^1], StringComparison.Ordinal);
        for (var i = 0; i < 50; i++)
            Assert.StartsWith("[\"EOSE\"", (await client.QueryAsync($"profiles {i}", Authors(600, 600 * i)))[^1], StringComparison.Ordinal);

        Assert.Equal(56, relay.Engine.Subscriptions);
    }
}
