using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.MySql.Tests;

/// <summary>A store that does not open says why in one line that has no secret, and changes nothing.</summary>
public sealed class OpeningTests
{
    const string Secret = "hush-hush";

    static string Server => TestDatabase.Server.ConnectionString;

    [Fact]
    public async Task Database_that_another_relay_uses_is_refused_until_that_ends()
    {
        await using var test = await TemporaryStore.CreateAsync();
        await test.StoreAsync(Unsigned.Note(Unsigned.Key("a"), FakeTime.Start));
        await RefusedAsync(test.ConnectionString, "Another relay uses");
        await test.CloseAsync();
        await test.OpenAsync();
        Assert.Single(await test.QueryAsync(new Filter()));
    }

    [Fact]
    public async Task Databases_of_one_server_are_stores_of_their_own()
    {
        await using var one = await TemporaryStore.CreateAsync();
        await using var other = await TemporaryStore.CreateAsync();
        await one.StoreAsync(Unsigned.Note(Unsigned.Key("a"), FakeTime.Start));
        Assert.Empty(await other.QueryAsync(new Filter()));
    }

    [Fact]
    public async Task Database_of_another_program_is_refused_and_left_alone()
    {
        var place = await TestDatabase.MakeAsync();
        await TestDatabase.ExecuteAsync(place, "CREATE TABLE events (name text)");
        await RefusedAsync(place, "tables of another program");
        await TestDatabase.ExecuteAsync(place, "INSERT INTO events VALUES ('x')");
    }

    /// <summary>Each statement that makes a table is carried out at once, so a crash leaves some of them.</summary>
    [Theory]
    [InlineData("DELETE FROM relay_owner; DROP TABLE meta, events, postings, state")]
    [InlineData("UPDATE relay_owner SET version = 0; DROP TABLE meta, events, postings, state")]
    [InlineData("UPDATE relay_owner SET version = 0; DROP TABLE postings, state")]
    [InlineData("UPDATE relay_owner SET version = 0; DROP INDEX events_id8 ON events; DELETE FROM meta")]
    public async Task Tables_that_were_not_completed_are_made_anew(string undo)
    {
        await using var test = await TemporaryStore.CreateAsync();
        await test.CloseAsync();
        await test.ExecuteAsync(undo);
        await test.OpenAsync();
        await test.StoreAsync(Unsigned.Note(Unsigned.Key("a"), FakeTime.Start));
        await test.ReopenAsync();
        Assert.Single(await test.QueryAsync(new Filter()));
        await test.AssertConsistentAsync();
    }

    [Fact]
    public async Task Newer_format_is_refused_and_left_alone()
    {
        await using var test = await ClosedAsync();
        await test.ExecuteAsync("UPDATE relay_owner SET version = 99");
        await RefusedAsync(test.ConnectionString, "newer version");
        await test.ExecuteAsync("UPDATE relay_owner SET version = 1");
        await test.OpenAsync();
        Assert.Single(await test.QueryAsync(new Filter()));
    }

    [Fact]
    public async Task Missing_table_is_told()
    {
        await using var test = await ClosedAsync();
        await test.ExecuteAsync("DROP TABLE state");
        await RefusedAsync(test.ConnectionString, "put a backup back");
    }

    [Fact]
    public async Task Lost_key_is_told()
    {
        await using var test = await ClosedAsync();
        await test.ExecuteAsync("DELETE FROM meta");
        await RefusedAsync(test.ConnectionString, "put a backup back");
    }

    [Fact]
    public async Task User_without_rights_is_told()
    {
        var place = await TestDatabase.MakeAsync();
        await using var test = await TemporaryStore.CreateAsync();
        var name = place.Split('=')[^1];
        await TestDatabase.ExecuteAsync(
            Server, $"CREATE OR REPLACE USER powerless IDENTIFIED BY '{Secret}'; GRANT SELECT ON {name}.* TO powerless");
        await RefusedAsync($"{place};User ID=powerless;Password={Secret}", "lacks a right");
    }

    [Fact]
    public async Task Wrong_password_is_told()
    {
        var place = await TestDatabase.MakeAsync();
        await RefusedAsync($"{place};User ID=nobody;Password={Secret}", "lets the relay not in");
    }

    [Fact]
    public async Task Database_that_does_not_exist_is_told() => await RefusedAsync($"{Server};Database=nowhere", "nowhere");

    [Fact]
    public async Task Connection_string_without_a_database_is_refused() => await RefusedAsync(Server, "names no database");

    [Fact]
    public async Task Server_that_is_away_is_told() =>
        await RefusedAsync($"Server=127.0.0.1;Port=1;Database=relay;Password={Secret}", "cannot be reached");

    [Fact]
    public async Task Socket_that_does_not_exist_is_told() =>
        await RefusedAsync("Server=/nowhere/socket;Protocol=UnixSocket;Database=relay", "cannot be reached");

    [Theory]
    [InlineData("nonsense " + Secret)]
    [InlineData("Server=x;Sword=" + Secret)]
    [InlineData("mysql://relay:" + Secret + "@db.example/relay")]
    [InlineData("Server=x;Port=y;Password=" + Secret)]
    public async Task Connection_string_that_is_none_is_refused(string text) => await RefusedAsync(text, "cannot be read");

    [Fact]
    public async Task Tables_that_another_program_keeps_locked_are_told()
    {
        await using var test = await ClosedAsync();
        await using var other = await LockedRow.HoldAsync(test.ConnectionString, "SELECT * FROM relay_owner FOR UPDATE");
        await RefusedAsync(test.ConnectionString, "locked its tables");
    }

    [Theory]
    [InlineData("latin1", "latin1_swedish_ci")]
    [InlineData("utf8mb4", "utf8mb4_general_ci")]
    public async Task Collation_of_the_database_does_not_matter(string characters, string collation)
    {
        var place = await TestDatabase.MakeAsync();
        await TestDatabase.ExecuteAsync(place, $"ALTER DATABASE CHARACTER SET {characters} COLLATE {collation}");
        await using var test = await TemporaryStore.CreateAsync(connectionString: place);
        var note = new Author().Event(1, "\0 ü 日本語 🦩 \\' ", FakeTime.Start, ["t", "\0🦩 "], ["t", "\0🦩"], ["t", "a"], ["t", "A"]);
        await test.StoreAsync(note);
        var found = Assert.Single(await test.QueryAsync(new Filter { Tags = [new TagFilter('t', [new TagValue("\0🦩 ")])] }));
        Assert.Equal(note.Record.ToArray(), found.Record.ToArray());
    }

    [Fact]
    public async Task Server_that_does_not_sync_commits_is_warned_of()
    {
        await using var server = await MariaDbServer.StartAsync(settings: "innodb-flush-log-at-trx-commit=2");
        var log = new LogLines();
        await using var test = await TemporaryStore.CreateAsync(
            logger: log, connectionString: await TestDatabase.MakeAsync(server.ConnectionString));
        Assert.Contains(log.All, static line => line.Contains("innodb_flush_log_at_trx_commit is 2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Server_that_takes_small_packets_only_is_refused()
    {
        await using var server = await MariaDbServer.StartAsync(settings: "max-allowed-packet=1M");
        await RefusedAsync(await TestDatabase.MakeAsync(server.ConnectionString), "max_allowed_packet");
    }

    static async Task<TemporaryStore> ClosedAsync()
    {
        var test = await TemporaryStore.CreateAsync();
        await test.StoreAsync(Unsigned.Note(Unsigned.Key("a"), FakeTime.Start));
        await test.CloseAsync();
        return test;
    }

    static async Task RefusedAsync(string connectionString, string says)
    {
        var options = new MySqlStoreOptions
        {
            ConnectionString = connectionString,
            MySql = new MySqlOptions { StatementTimeoutSeconds = 1 },
        };
        var log = new LogLines();
        var refused = await Assert.ThrowsAsync<StoreException>(
            () => MySqlStore.OpenAsync(options, new EngineStoreServices(new FakeTime(), log))).Within("the refusal");
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, refused.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
        Assert.DoesNotContain(log.All, static line => line.Contains(Secret, StringComparison.Ordinal));
    }
}
