using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Postgres.Tests;

public sealed class ReplacementSizeTests
{
    const int Addresses = 100, Rounds = 200, RoundsOfCleaning = 20;

    [Fact]
    public async Task Versions_that_are_replaced_without_end_do_not_make_the_tables_grow_without_end()
    {
        // Usually the server cleans up by itself; here it does when the test says so.
        await using var server = await PostgresServer.StartAsync(settings: "autovacuum=off");
        await using var test = await TemporaryStore.CreateAsync(connectionString: server.SocketConnectionString);
        var early = 0L;
        for (var round = 0; round < Rounds; round++)
        {
            await test.StoreAsync(Unsigned.Many(Addresses, i => Version(i, round)));
            if (round % RoundsOfCleaning != RoundsOfCleaning - 1)
                continue;
            await TestDatabase.ExecuteAsync(test.ConnectionString, "VACUUM events, postings, state, relay_owner");
            early = early == 0 ? await SizeAsync(test) : early;
        }
        Assert.InRange(await SizeAsync(test), 1, 2 * early);
        Assert.Equal(Addresses, await test.CountAsync(new Filter()));
        // What changes with each commit stays on a few pages.
        Assert.InRange(
            (await TestDatabase.ReadAsync<long>(
                test.ConnectionString, "SELECT pg_total_relation_size('state') + pg_total_relation_size('relay_owner')"))[0], 1, 1 << 20);
        await test.AssertConsistentAsync();
    }

    static async Task<long> SizeAsync(TemporaryStore test) => (await TestDatabase.ReadAsync<long>(
        test.ConnectionString, "SELECT pg_total_relation_size('events') + pg_total_relation_size('postings')"))[0];

    static NostrEvent Version(int address, int round) => Unsigned.Event(
        Unsigned.Key($"{address % 10}"), Kind.Article, FakeTime.Start - 10_000 + round, new string('x', 300), ["d", $"{address}"]);
}
