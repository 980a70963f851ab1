using System.Threading.Channels;
using Relay.Testing;

namespace Relay.Core.Tests;

/// <summary>Hooks and snapshots say who listens.</summary>
public sealed class SubscriptionHookTests
{
    readonly Channel<string> _told = Channel.CreateUnbounded<string>();

    TestEngine Told(Action<RelayBuilder>? configure = null) => new(relay =>
    {
        relay.UseInMemoryStore()
            .OnSubscriptionOpened(open => _told.Writer.TryWrite($"+{open.Client.Id} {open.Id} {open.Filters.Count}"))
            .OnSubscriptionEnded(open => _told.Writer.TryWrite($"-{open.Client.Id} {open.Id} {open.Filters.Count}"));
        configure?.Invoke(relay);
    });

    async Task<string> NextAsync() => await _told.Reader.ReadAsync().AsTask().Within("a hook's call");

    [Fact]
    public async Task Openings_and_ends_are_told_once_each_and_in_order()
    {
        await using var relay = Told();
        var client = await relay.ConnectAsync();

        await client.QueryAsync("a", "{\"kinds\":[1]}", "{\"kinds\":[2]}");
        Assert.Equal("+1 a 2", await NextAsync());
        await client.QueryAsync("a", "{}");
        string[] replaced = [await NextAsync(), await NextAsync()];
        Assert.Equal(["+1 a 1", "-1 a 2"], replaced.Order());
        await client.SayAsync("""["CLOSE","a"]""");
        Assert.Equal("-1 a 1", await NextAsync());

        await client.QueryAsync("b", "{}");
        Assert.Equal("+1 b 1", await NextAsync());
        await client.Session.CloseAsync();
        Assert.Equal("-1 b 1", await NextAsync());
        Assert.False(_told.Reader.TryRead(out _));
    }

    [Fact]
    public async Task A_refused_subscription_is_not_told()
    {
        await using var relay = Told(static relay => relay.RejectFilter((_, _) => Verdict.Blocked("no")));
        var client = await relay.ConnectAsync();

        Assert.Equal(["""["CLOSED","a","blocked: no"]"""], await client.QueryAsync("a", "{}"));
        await client.Session.CloseAsync();
        Assert.False(_told.Reader.TryRead(out _));
    }

    [Fact]
    public async Task A_hook_that_hangs_or_throws_holds_up_nobody()
    {
        var never = new TaskCompletionSource();
        await using var relay = new TestEngine(relay => relay.UseInMemoryStore()
            .OnSubscriptionOpened(async (_, _) => await never.Task)
            .OnSubscriptionEnded(_ => throw new InvalidOperationException()));
        var client = await relay.ConnectAsync();

        Assert.Equal(["""["EOSE","a"]"""], await client.QueryAsync("a", "{}"));
        await client.SayAsync("""["CLOSE","a"]""");
        Assert.Equal(["""["EOSE","a"]"""], await client.QueryAsync("a", "{}"));
        await client.Session.CloseAsync().AsTask().Within("the end of the session");
        Assert.Equal(0, relay.Engine.Subscriptions);
        never.SetResult();
    }

    [Fact]
    public async Task A_client_that_opens_and_closes_faster_than_hooks_hear_of_it_is_refused_in_the_end()
    {
        var gate = new TaskCompletionSource();
        await using var relay = new TestEngine(
            relay => relay.UseInMemoryStore().OnSubscriptionOpened(async (_, _) => await gate.Task),
            new RelayOptions { Limits = new LimitsOptions { MaxSubscriptionBytes = 100_000 } });
        var client = await relay.ConnectAsync();
        var filter = $"{{\"authors\":[{string.Join(',', Enumerable.Range(0, 100).Select(static i => $"\"{i:x64}\""))}]}}";
        var answers = new List<string>();
        for (var i = 0; i < 100; i++)
        {
            answers.Add((await client.QueryAsync("q", filter))[^1]);
            await client.SayAsync("""["CLOSE","q"]""");
        }

        Assert.Equal("""["EOSE","q"]""", answers[0]);
        Assert.StartsWith("[\"CLOSED\",\"q\",\"blocked:", answers[^1], StringComparison.Ordinal);
        Assert.InRange(relay.Engine.Budgets.Subscriptions.Used, 1, 100_000);

        gate.SetResult();
        await GivenBackAsync().Within("the bytes of the subscriptions");
        Assert.Equal(["""["EOSE","q"]"""], await client.QueryAsync("q", filter));

        async Task GivenBackAsync()
        {
            while (relay.Engine.Budgets.Subscriptions.Used > 0)
                await Task.Yield();
        }
    }

    [Fact]
    public async Task A_snapshot_lists_who_listens_for_what()
    {
        await using var relay = new TestEngine();
        var (one, other) = (await relay.ConnectAsync(), await relay.ConnectAsync());
        await one.QueryAsync("a", "{\"kinds\":[1]}");
        await one.QueryAsync("b", "{\"kinds\":[2],\"limit\":5}", "{\"kinds\":[3]}");
        await other.QueryAsync("a", "{}");

        var open = relay.Engine.GetSubscriptions();
        Assert.Equal(
            ["1 a 1", "1 b 2", "2 a 1"],
            open.Select(static s => $"{s.Client.Id} {s.Id} {s.Filters.Count}").Order());
        Assert.Equal(3, relay.Engine.Subscriptions);

        await one.Session.CloseAsync();
        Assert.Equal("a", Assert.Single(relay.Engine.GetSubscriptions()).Id.ToString());
    }
}
