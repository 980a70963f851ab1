using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Relay.Core;
using Relay.Nostr;
using Relay.Storage.Lmdb;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>Hooks, policies and stores belong to one relay, and what guards the process is there once.</summary>
public sealed class RelayPartsTests
{
    readonly Author _author = new();

    [Fact]
    public async Task Hooks_are_called_for_their_relay_and_get_its_engine_and_the_hosts_services()
    {
        var clock = new HostClock();
        await using var relays = await new RelayGroup
        {
            ConfigureServices = services => services.AddSingleton(clock),
            Configure = static relay =>
            {
                relay.UseInMemoryStore().Add<Counting>();
                if (relay.Name == "b")
                    relay.RejectEvent(static (_, _) => Verdict.Blocked("not on b"));
            },
        }.StartAsync();
        await using var a = await relays.ConnectAsync("a");
        await using var b = await relays.ConnectAsync("b");
        await a.PublishAllAsync(_author.Note());
        Assert.Equal("blocked: not on b", (await b.PublishAsync(_author.Note())).Message);

        var hooks = new[] { Hook(relays, null), Hook(relays, "a"), Hook(relays, "b") };
        Assert.Equal([0, 1, 0], hooks.Select(static hook => hook.Saved));
        Assert.Equal([relays.Engine(null), relays.Engine("a"), relays.Engine("b")], hooks.Select(static hook => hook.Engine));
        Assert.All(hooks, hook => Assert.Same(clock, hook.Clock));
    }

    [Fact]
    public async Task Policies_are_separate_and_laid_over_those_of_the_default_relay()
    {
        await using var relays = await new RelayGroup
        {
            Settings = new()
            {
                ["Relay:Policies:Kinds:Allowed"] = "1",
                ["Relays:a:Policies:Kinds:Allowed"] = "1,7",
                ["Relays:a:Policies:Authors:Denied:0"] = _author.Hex,
            },
        }.StartAsync();
        await using var main = await relays.ConnectAsync(null);
        await using var a = await relays.ConnectAsync("a");
        await using var b = await relays.ConnectAsync("b");
        var other = new Author();

        Assert.False((await main.PublishAsync(other.Event(7, "+"))).Accepted);
        Assert.True((await a.PublishAsync(other.Event(7, "+"))).Accepted);
        Assert.False((await b.PublishAsync(other.Event(7, "+"))).Accepted);
        Assert.True((await main.PublishAsync(_author.Note())).Accepted);
        Assert.False((await a.PublishAsync(_author.Note())).Accepted);
        Assert.True((await b.PublishAsync(_author.Note())).Accepted);
    }

    [Fact]
    public async Task A_relay_never_gets_another_relays_store()
    {
        using var folder = new TemporaryFolder();
        var relays = new RelayGroup
        {
            Settings = new() { ["Relay:Store:Path"] = folder.Path },
            Configure = static relay =>
            {
                if (relay.Name is null)
                    relay.UseLmdb();
                else
                    relay.UseInMemoryStore().Add<NeedsLmdb>();
            },
        };
        await using (relays)
        {
            var exception = await Assert.ThrowsAsync<InvalidOperationException>(relays.StartAsync);
            Assert.Contains(nameof(LmdbEventStore), exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_memory_of_clients_is_one_for_all_relays()
    {
        await using var relays = await new RelayGroup
        {
            Settings = new() { ["Relays:a:Limits:MaxMessageBytes"] = "100000", ["Relays:a:Limits:MaxSubscriptionBytes"] = "70000" },
        }.StartAsync();
        var (main, a) = (relays.Engine(null).Budgets, relays.Engine("a").Budgets);
        Assert.Same(main.Outboxes, a.Outboxes);
        Assert.Same(main.Messages, a.Messages);
        Assert.Same(main.Subscriptions, a.Subscriptions);
    }

    [Fact]
    public async Task The_limit_of_connections_is_one_for_all_relays()
    {
        await using var relays = await new RelayGroup
        {
            Settings = new() { ["Relay:Network:MaxConnections"] = "2" },
        }.StartAsync();
        await using var a = await relays.ConnectAsync("a");
        await using var b = await relays.ConnectAsync("b");
        await using var refused = await RawWebSocket.ConnectAsync(relays.AddressOf(null));
        Assert.Equal(503, refused.StatusCode);
    }

    [Fact]
    public async Task Relays_without_a_default_one_work_too()
    {
        await using var relays = await new RelayGroup
        {
            Names = ["a", "b"],
            Settings = new() { ["Relay:Network:MaxConnections"] = "1" },
        }.StartAsync();
        await using var a = await relays.ConnectAsync("a");
        await a.PublishAllAsync(_author.Note());
        await using var refused = await RawWebSocket.ConnectAsync(relays.AddressOf("b"), "/b");
        Assert.Equal(503, refused.StatusCode);
        Assert.Null(relays.Services.GetService<RelayEngine>());
    }

    [Fact]
    public async Task All_relays_end_together_within_the_hosts_time_even_if_hooks_hang()
    {
        using var asked = new CountdownEvent(3);
        await using var relays = await new RelayGroup
        {
            ConfigureServices = static services =>
                services.Configure<HostOptions>(static host => host.ShutdownTimeout = TimeSpan.FromSeconds(4)),
            Configure = relay => relay.UseInMemoryStore().RejectEvent(async (_, _, _) =>
            {
                asked.Signal();
                await Task.Delay(Timeout.Infinite, CancellationToken.None);
                return Verdict.Accept;
            }),
        }.StartAsync();
        var clients = new List<RelayClient>();
        foreach (var name in relays.Names)
        {
            clients.Add(await relays.ConnectAsync(name));
            await clients[^1].SendEventAsync(_author.Note($"to {name}"));
        }
        Assert.True(await Task.Run(() => asked.Wait(TimeSpan.FromSeconds(20))));

        var started = Stopwatch.GetTimestamp();
        await relays.StopAsync();
        // One after the other they would take three times as long.
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(8));
        foreach (var client in clients)
            await client.DisposeAsync();
    }

    static Counting Hook(RelayGroup relays, string? name) =>
        name is null ? relays.Services.GetRequiredService<Counting>() : relays.Services.GetRequiredKeyedService<Counting>(name);

    sealed class HostClock;

    sealed class Counting(IServiceProvider relay, HostClock clock) : IEventSavedHook
    {
        public int Saved { get; private set; }

        public HostClock Clock => clock;

        public RelayEngine Engine => relay.GetRequiredService<RelayEngine>();

        public ValueTask OnEventSavedAsync(ClientContext client, NostrEvent e, CancellationToken cancel)
        {
            Saved++;
            return default;
        }
    }

    sealed class NeedsLmdb(LmdbEventStore store) : IEventSavedHook
    {
        public ValueTask OnEventSavedAsync(ClientContext client, NostrEvent e, CancellationToken cancel) => new(store.Broken);
    }
}
