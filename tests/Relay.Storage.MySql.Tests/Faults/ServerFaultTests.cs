using MySqlConnector;
using Relay.Core;
using Relay.Nostr;
using Relay.TestSupport;

namespace Relay.Storage.MySql.Tests;

/// <summary>A server that answers, but not as a relay wishes.</summary>
public sealed class ServerFaultTests(FaultServer faults) : IClassFixture<FaultServer>
{
    [Fact]
    public async Task Connection_that_the_server_ends_is_replaced()
    {
        var (_, direct) = await faults.MakeAsync();
        await using var test = await TemporaryStore.CreateAsync(connectionString: direct);
        var ledger = new Ledger(2);
        await ledger.PublishAsync(test, 5);
        await TestDatabase.EndConnectionsAsync(direct);
        await ledger.PublishAsync(test, 5);
        Assert.Equal(0, ledger.Refused);
        await TestDatabase.EndConnectionsAsync(direct);
        await ledger.AssertKeptAsync(test, direct);
    }

    [Fact]
    public async Task Server_without_a_connection_left_answers_again_when_there_is_one()
    {
        var (_, direct) = await faults.MakeAsync();
        await using var test = await TemporaryStore.CreateAsync(connectionString: direct);
        var ledger = new Ledger(3);
        await ledger.PublishAsync(test, 5);
        var others = new List<MySqlConnection>();
        try
        {
            await TestDatabase.EndConnectionsAsync(direct);
            while (true)
            {
                others.Add(new MySqlConnection($"{direct};Pooling=false"));
                await others[^1].OpenAsync();
            }
        }
        catch (MySqlException exception) when (exception.ErrorCode == MySqlErrorCode.ConnectionCountError)
        {
            // Now there is none left.
        }
        await ledger.PublishAsync(test, 5);
        Assert.Equal(5, ledger.Refused);
        foreach (var other in others)
            await other.DisposeAsync();
        await ledger.PublishUntilStoredAsync(test);
        await ledger.AssertKeptAsync(test, direct);
    }

    [Fact]
    public async Task Read_only_server_refuses_events_and_answers_queries()
    {
        var (_, direct) = await faults.MakeAsync();
        var name = new MySqlConnectionStringBuilder(direct).Database;
        await TestDatabase.ExecuteAsync(direct, $"CREATE USER IF NOT EXISTS plain IDENTIFIED BY 'p'; GRANT ALL ON {name}.* TO plain");
        await using var test = await TemporaryStore.CreateAsync(connectionString: $"{direct};User ID=plain;Password=p");
        var ledger = new Ledger(4);
        await ledger.PublishAsync(test, 5);
        await TestDatabase.ExecuteAsync(direct, "SET GLOBAL read_only = ON");
        try
        {
            var e = Unsigned.Note(Unsigned.Key("x"), 1);
            Assert.Equal("error: the relay's database is read-only", (await test.Store.AdmitAsync(e, default)).Message);
            await ledger.AssertKeptAsync(test, direct);
        }
        finally
        {
            await TestDatabase.ExecuteAsync(direct, "SET GLOBAL read_only = OFF");
        }
        await ledger.PublishUntilStoredAsync(test);
    }

    [Fact]
    public async Task Lock_of_another_program_makes_events_refused_until_it_ends()
    {
        var (_, direct) = await faults.MakeAsync();
        await using var test = await TemporaryStore.CreateAsync(connectionString: direct);
        var ledger = new Ledger(5);
        await ledger.PublishAsync(test, 5);
        await using (await LockedRow.HoldAsync(direct, "SELECT * FROM relay_owner FOR UPDATE"))
        {
            var result = await test.Store.AdmitAsync(Unsigned.Note(Unsigned.Key("x"), 1), default);
            Assert.StartsWith("error: ", result.Message, StringComparison.Ordinal);
            Assert.NotEmpty(await test.QueryAsync(new Filter()));
        }
        await ledger.PublishUntilStoredAsync(test);
    }

    [Fact]
    public async Task Commit_that_the_server_undoes_because_of_a_deadlock_is_tried_again()
    {
        var (_, direct) = await faults.MakeAsync();
        await using var test = await TemporaryStore.CreateAsync(connectionString: direct);
        var ledger = new Ledger(6);
        await ledger.PublishAsync(test, 20);
        // The other program has changed more, so the server undoes the relay's commit, which waits for the rows of the state.
        await TestDatabase.ExecuteAsync(direct, "CREATE TABLE other (n INT PRIMARY KEY) SELECT seq AS n FROM seq_1_to_2000");
        await using var other = new MySqlConnection($"{direct};Pooling=false");
        await other.OpenAsync();
        await ExecuteAsync(other, "START TRANSACTION; UPDATE other SET n = n + 10000; SELECT * FROM state FOR UPDATE");
        var publishing = ledger.PublishAsync(test, 5);
        await Eventually.HoldsAsync(() => IsWaiting(direct), "a commit that waits");
        await ExecuteAsync(other, "UPDATE relay_owner SET one = one");
        Assert.False(publishing.IsCompleted);
        await ExecuteAsync(other, "ROLLBACK");
        await publishing;
        Assert.Equal(0, ledger.Refused);
        await test.ExecuteAsync("DROP TABLE other");
        await ledger.AssertKeptAsync(test, direct);
    }

    static bool IsWaiting(string direct) => TestDatabase.ReadAsync<string>(
        direct, "SELECT VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = 'INNODB_ROW_LOCK_CURRENT_WAITS'")
        .GetAwaiter().GetResult()[0] != "0";

    static async Task ExecuteAsync(MySqlConnection connection, string text)
    {
        await using var command = new MySqlCommand(text, connection);
        await command.ExecuteNonQueryAsync();
    }
}
