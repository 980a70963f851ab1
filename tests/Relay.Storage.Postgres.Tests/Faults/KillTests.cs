using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Postgres.Tests;

/// <summary>A server that ends, in order or not, and comes back. The store is not reopened.</summary>
public sealed class KillTests
{
    const int Rounds = 4, Clients = 8;

    [Fact]
    public async Task Whatever_was_answered_survives_kills_of_the_server_and_the_store_goes_on_by_itself()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var server = await PostgresServer.StartAsync();
        await using var test = await TemporaryStore.CreateAsync(connectionString: server.ConnectionString);
        var ledger = new Ledger(test, "a");
        for (var round = 0; round < Rounds; round++)
        {
            using var end = new CancellationTokenSource();
            var clients = Enumerable.Range(0, Clients).Select(_ => Task.Run(async () =>
            {
                while (!end.IsCancellationRequested)
                    await ledger.PublishAsync(bytes: 300);
            })).ToList();
            var enough = ledger.Stored + random.Next(50, 400);
            await Eventually.HoldsAsync(() => ledger.Stored > enough, "events");
            await server.KillAsync();
            var refused = ledger.Refused;
            await Eventually.HoldsAsync(() => ledger.Refused > refused, "a refused event");
            await server.StartAgainAsync();
            await ledger.RecoverAsync();
            await end.CancelAsync();
            await Task.WhenAll(clients).Within("the clients");
            await ledger.AssertKeptAsync($"seed {seed}, round {round}");
            Assert.Equal(StoreCondition.Healthy, test.Store.Condition);
        }
    }

    [Fact]
    public async Task Restart_between_two_events_is_not_noticed_by_clients()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var test = await TemporaryStore.CreateAsync(connectionString: server.ConnectionString);
        var ledger = new Ledger(test, "a");
        await ledger.PublishAsync();
        Assert.Single(await test.QueryAsync(new Filter()));
        await server.StopAsync();
        await server.StartAgainAsync();
        Assert.Equal(StoreStatus.Stored, (await ledger.PublishAsync()).Status);
        Assert.Equal(2, (await test.QueryAsync(new Filter())).Count);
        await ledger.AssertKeptAsync("restarted");
    }

    [Fact]
    public async Task Outage_is_noticed_without_a_write_and_so_is_its_end()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var test = await TemporaryStore.CreateAsync(connectionString: server.ConnectionString);
        await server.StopAsync();
        await Eventually.HoldsAsync(() => Tick(test).Reason == "the database server is away", "the outage");
        await Assert.ThrowsAnyAsync<Exception>(() => test.QueryAsync(new Filter()));
        await server.StartAgainAsync();
        await Eventually.HoldsAsync(() => Tick(test) == StoreCondition.Healthy, "the end of the outage");
        Assert.Empty(await test.QueryAsync(new Filter()));
        await test.StoreAsync(Unsigned.Note(Unsigned.Key("a"), FakeTime.Start));
    }

    static StoreCondition Tick(TemporaryStore test)
    {
        test.Time.Advance(TimeSpan.FromSeconds(1));
        return test.Store.Condition;
    }
}
