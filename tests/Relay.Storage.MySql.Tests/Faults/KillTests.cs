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
    public async Task Queries_during_an_outage_end_with_an_error_and_go_on_afterwards()
    {
        await using var server = await MariaDbServer.StartAsync();
        await using var test = await TemporaryStore.CreateAsync(connectionString: await TestDatabase.MakeAsync(server.ConnectionString));
        await test.StoreAsync(Unsigned.Note(Unsigned.Key("a"), test.Time.Now));
        await server.KillAsync();
        var refused = await Assert.ThrowsAsync<Core.StoreBrokenException>(() => test.QueryAsync(new Filter()));
        Assert.StartsWith("error: the relay's database is away", refused.Message, StringComparison.Ordinal);
        await server.StartAgainAsync();
        await Eventually.HoldsAsync(() => TryQuery(test), "an answer");
        Assert.Single(await test.QueryAsync(new Filter()));
    }

    static bool TryQuery(TemporaryStore test)
    {
        try
        {
            return test.QueryAsync(new Filter()).GetAwaiter().GetResult().Count == 1;
        }
        catch (Core.StoreBrokenException)
        {
            return false;
        }
    }
}
