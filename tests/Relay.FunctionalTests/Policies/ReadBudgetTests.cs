using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>Budgets for reading, on every store.</summary>
public abstract class ReadBudgetTests(TestStore store)
{
    readonly Author _alice = new();

    [Fact]
    public async Task Client_that_makes_the_relay_look_at_much_must_wait()
    {
        var time = new FakeTime();
        await using var relay = await StartAsync(
            time, ("Of", "Scanned"), ("By", "Address"), ("Count", "60"), ("Seconds", "1"), ("MaxDebt", "1000"));
        await FillAsync(relay, count: 100, characters: 1);
        await using var client = await ConnectAsync(relay);
        await using var neighbour = await ConnectAsync(relay);

        Assert.Equal(100, await client.CountAsync("{\"kinds\":[1],\"since\":1}"));

        var closed = (await neighbour.QueryAsync("{\"kinds\":[1]}")).Closed;
        Assert.Matches("^rate-limited: too much was read from this address, wait [0-9]+ seconds$", closed);
        Assert.IsType<ClosedReply>(await client.CountAsync("c", "{\"kinds\":[1]}"));
        time.Advance(TimeSpan.FromSeconds(20));
        Assert.Null((await client.QueryAsync("{\"kinds\":[1],\"limit\":1}")).Closed);
    }

    [Fact]
    public async Task Answer_that_becomes_too_long_ends()
    {
        await using var relay = await StartAsync(
            new FakeTime(), ("Of", "Bytes"), ("By", "Connection"), ("Count", "1000"), ("MaxDebt", "100000"));
        await FillAsync(relay, count: 100, characters: 5_000);
        await using var client = await ConnectAsync(relay);
        await using var other = await ConnectAsync(relay);

        var cut = await client.QueryAsync("{\"kinds\":[1]}");
        var refused = await client.QueryAsync("{\"kinds\":[1],\"limit\":1}");
        var whole = await other.QueryAsync("{\"kinds\":[1],\"limit\":10}");

        Assert.Equal("rate-limited: the query reads too much for this connection", cut.Closed);
        Assert.InRange(cut.Events.Count, 10, 60);
        Assert.StartsWith("rate-limited: too much was read from this connection, wait ", refused.Closed, StringComparison.Ordinal);
        Assert.Null(whole.Closed);
        Assert.Equal(10, whole.Events.Count);
    }

    [Fact]
    public async Task Loopback_reads_what_it_likes()
    {
        await using var relay = await StartAsync(
            new FakeTime(), ("Of", "Bytes"), ("By", "Address"), ("Count", "1"), ("Proxy", "10.0.0.1"));
        await FillAsync(relay, count: 3, characters: 1);
        await using var client = await relay.ConnectAsync();

        Assert.Equal(3, (await client.QueryAsync("{\"kinds\":[1]}")).Events.Count);
        Assert.Equal(3, (await client.QueryAsync("{\"kinds\":[1]}")).Events.Count);
    }

    async Task FillAsync(TestRelay relay, int count, int characters)
    {
        await using var client = await relay.ConnectAsync();
        for (var i = 0; i < count; i++)
            await client.PublishAllAsync(_alice.Note(new string('x', characters)));
    }

    Task<TestRelay> StartAsync(TimeProvider time, params (string Key, string Value)[] rule)
    {
        var settings = new Dictionary<string, string?> { ["Network:TrustedProxies:0"] = "127.0.0.1" };
        foreach (var (key, value) in rule)
            settings[key == "Proxy" ? "Network:TrustedProxies:0" : $"Policies:ReadBudget:Rules:0:{key}"] = value;
        return TestRelay.StartAsync(new() { Settings = settings, Store = store, Time = time });
    }

    static Task<RelayClient> ConnectAsync(TestRelay relay) =>
        RelayClient.ConnectAsync(relay.Address, configure: options => options.SetRequestHeader("X-Forwarded-For", "198.51.100.1"));
}
