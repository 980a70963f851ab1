using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.MySql.Tests;

public sealed class KillTests
{
    const int Rounds = 4;

    [Fact]
    public async Task Whatever_was_answered_survives_kills_of_the_server_in_the_middle_of_batches()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var server = await MariaDbServer.StartAsync();
        var direct = await TestDatabase.MakeAsync(server.ConnectionString);
        await using var test = await TemporaryStore.CreateAsync(connectionString: direct);
        var ledger = new Ledger(seed);
        for (var round = 0; round < Rounds; round++)
        {
            var goal = ledger.Stored + random.Next(50, 500);
            var killed = new TaskCompletionSource();
            var publishing = Task.Run(async () =>
            {
                while (!killed.Task.IsCompleted)
                    await ledger.PublishAsync(test, random.Next(1, 60));
            });
            await Eventually.HoldsAsync(() => ledger.Stored >= goal || publishing.IsCompleted, "events before the kill");
            await server.KillAsync();
            killed.SetResult();
            await server.StartAgainAsync();
            await publishing.Within("the answers");
            await ledger.PublishUntilStoredAsync(test);
            await ledger.AssertKeptAsync(test, direct);
        }
        await test.ReopenAsync();
        await ledger.AssertKeptAsync(test, direct);
    }

    [Fact]
    public async Task Restart_between_two_events_is_not_noticed_by_clients()
    {
        await using var server = await MariaDbServer.StartAsync();
        var direct = await TestDatabase.MakeAsync(server.ConnectionString);
        await using var test = await TemporaryStore.CreateAsync(connectionString: direct);
        var ledger = new Ledger(1);
        await ledger.PublishAsync(test, 5);
        await ledger.AssertKeptAsync(test, direct);
        await server.KillAsync();
        await server.StartAgainAsync();
        await ledger.PublishAsync(test, 5);
        Assert.Equal(0, ledger.Refused);
        await ledger.AssertKeptAsync(test, direct);
    }

    [Fact]
    public async Task Outage_is_noticed_without_a_write_and_so_is_its_end()
    {
        await using var server = await MariaDbServer.StartAsync();
        await using var test = await TemporaryStore.CreateAsync(connectionString: await TestDatabase.MakeAsync(server.ConnectionString));
        await test.StoreAsync(Unsigned.Note(Unsigned.Key("a"), FakeTime.Start));
        await server.KillAsync();
        await Eventually.HoldsAsync(() => Tick(test).Reason == "the database server is away", "the outage");
        var refused = await Assert.ThrowsAsync<StoreBrokenException>(() => test.QueryAsync(new Filter()));
        Assert.StartsWith("error: the relay's database is away", refused.Message, StringComparison.Ordinal);
        await server.StartAgainAsync();
        await Eventually.HoldsAsync(() => Tick(test) == StoreCondition.Healthy, "the end of the outage");
        Assert.Single(await test.QueryAsync(new Filter()));
        await test.StoreAsync(Unsigned.Note(Unsigned.Key("a"), FakeTime.Start + 1));
    }

    static StoreCondition Tick(TemporaryStore test)
    {
        test.Time.Advance(TimeSpan.FromSeconds(1));
        return test.Store.Condition;
    }
}
