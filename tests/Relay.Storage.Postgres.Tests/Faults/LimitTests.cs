using Npgsql;
using Relay.Core;
using Relay.Nostr;
using Relay.TestSupport;

namespace Relay.Storage.Postgres.Tests;

/// <summary>A server that answers, but not with what was asked for. The store says why, loses nothing, and goes on afterwards.</summary>
public sealed class LimitTests
{
    [Fact]
    public async Task Locked_table_fails_a_write_and_a_query_in_time()
    {
        await using var test = await TemporaryStore.CreateAsync();
        var ledger = new Ledger(test, "a");
        await ledger.PublishAsync();
        await using (await LockedRow.HoldAsync(test.ConnectionString, "LOCK TABLE postings IN ACCESS EXCLUSIVE MODE"))
        {
            Assert.Equal(
                StoreResult.Failed("error: the relay's database is too slow, try again later"), await ledger.PublishAsync());
            var failure = await Assert.ThrowsAnyAsync<Exception>(() => test.QueryAsync(new Filter()));
            Assert.DoesNotContain(test.ConnectionString, failure.ToString(), StringComparison.Ordinal);
        }
        await ledger.RecoverAsync();
        Assert.Equal(StoreState.Healthy, test.Store.Condition.State);
        await ledger.AssertKeptAsync("unlocked");
    }

    [Theory]
    [InlineData("40001")]
    [InlineData("40P01")]
    public async Task Commit_that_the_server_undoes_because_of_another_one_is_tried_again(string state)
    {
        await using var test = await TemporaryStore.CreateAsync();
        var ledger = new Ledger(test, "a");
        await FailAsync(test, state, times: 2);
        Assert.Equal(StoreStatus.Stored, (await ledger.PublishAsync()).Status);
        await FailAsync(test, state, times: 1000);
        Assert.Equal(StoreResult.Failed("error: the event could not be stored, try again later"), await ledger.PublishAsync());
        Assert.Equal([4L], await TestDatabase.ReadAsync<long>(test.ConnectionString, "SELECT last_value FROM tries"));
        await FailAsync(test, state, times: 0);
        await ledger.RecoverAsync();
        await ledger.AssertKeptAsync("tried again");
    }

    [Fact]
    public async Task Read_only_server_refuses_events_and_answers_queries()
    {
        var role = await RoleAsync("reader");
        await using var test = await TemporaryStore.CreateAsync(connectionString: role);
        var ledger = new Ledger(test, "a");
        await ledger.PublishAsync();
        await SetRoleAsync("reader", "SET default_transaction_read_only = on");
        await EndWriterAsync(role);
        test.Time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.HoldsAsync(() => test.Store.Condition.Reason == "the database takes no writes", "the watch");
        Assert.Equal(StoreResult.Failed("error: the relay's database is read-only"), await ledger.PublishAsync());
        Assert.Single(await test.QueryAsync(new Filter()));
        await SetRoleAsync("reader", "RESET default_transaction_read_only");
        await ledger.RecoverAsync();
        await ledger.AssertKeptAsync("writable");
    }

    [Fact]
    public async Task Server_without_a_connection_left_is_an_outage()
    {
        var role = await RoleAsync("lonely");
        await using var test = await TemporaryStore.CreateAsync(connectionString: role);
        var ledger = new Ledger(test, "a");
        await SetRoleAsync("lonely", "CONNECTION LIMIT 0");
        await TestDatabase.ExecuteAsync(
            TestDatabase.Server.SocketConnectionString,
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = 'lonely'");
        Assert.Equal(StoreResult.Failed("error: the relay's database is away, try again later"), await ledger.PublishAsync());
        Assert.Equal("the database server has no connection left", test.Store.Condition.Reason);
        await SetRoleAsync("lonely", "CONNECTION LIMIT -1");
        await ledger.RecoverAsync();
        await ledger.AssertKeptAsync("connected");
    }

    [Fact]
    public async Task Full_disk_refuses_events_and_loses_none_and_an_emptied_one_takes_them_again()
    {
        using var disk = new SmallDisk(32 * 1024);
        var folder = Path.Combine(disk.Path, "space");
        Directory.CreateDirectory(folder);
        System.Diagnostics.Process.Start("chown", ["postgres", folder]).WaitForExit();
        var admin = TestDatabase.Server.SocketConnectionString;
        await TestDatabase.ExecuteAsync(admin, $"CREATE TABLESPACE small LOCATION '{folder}'");
        try
        {
            var place = $"{await TestDatabase.SchemaAsync()};Options=-c default_tablespace=small";
            await using var test = await TemporaryStore.CreateAsync(connectionString: place);
            var ledger = new Ledger(test, "a");
            await ledger.PublishAsync();
            disk.Fill();
            while (ledger.Refused < 5)
            {
                if (await ledger.PublishAsync(bytes: 50_000) is { Status: not StoreStatus.Stored } refused)
                    Assert.Equal(StoreResult.Failed("error: the relay's disk is full"), refused);
            }
            Assert.Equal(StoreState.NoEarlyAnswers, test.Store.Condition.State);
            disk.Empty();
            await ledger.RecoverAsync();
            Assert.Equal(StoreState.Healthy, test.Store.Condition.State);
            await ledger.AssertKeptAsync("emptied");
            await test.CloseAsync();
            await TestDatabase.ExecuteAsync(place, "DROP TABLE meta, events, postings, state, relay_owner");
        }
        finally
        {
            await TestDatabase.ExecuteAsync(admin, "DROP TABLESPACE small");
        }
    }

    /// <summary>Lets this many of the commits that follow fail.</summary>
    static Task FailAsync(TemporaryStore test, string state, int times) => test.ExecuteAsync(
        $$"""
        DROP SEQUENCE IF EXISTS tries;
        CREATE SEQUENCE tries;
        CREATE OR REPLACE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $f$
        BEGIN
            IF nextval('tries') <= {{times}} THEN
                RAISE EXCEPTION 'on purpose' USING ERRCODE = '{{state}}';
            END IF;
            RETURN NULL;
        END $f$;
        CREATE OR REPLACE TRIGGER fails AFTER INSERT ON events EXECUTE FUNCTION fail();
        """);

    /// <summary>A user with a schema of its own.</summary>
    static async Task<string> RoleAsync(string name)
    {
        var place = await TestDatabase.SchemaAsync();
        var schema = new NpgsqlConnectionStringBuilder(place).SearchPath;
        await TestDatabase.ExecuteAsync(place, $"CREATE ROLE {name} LOGIN; GRANT ALL ON SCHEMA {schema} TO {name}");
        return $"{place};Username={name}";
    }

    static Task SetRoleAsync(string name, string what) =>
        TestDatabase.ExecuteAsync(TestDatabase.Server.SocketConnectionString, $"ALTER ROLE {name} {what}");

    static Task EndWriterAsync(string place) => TestDatabase.ExecuteAsync(
        place,
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory' "
        + "AND objid = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())");
}
