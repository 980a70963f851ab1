using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Postgres.Tests;

/// <summary>A store that does not open says why in one line that has no secret, and changes nothing.</summary>
public sealed class OpeningTests
{
    const string Secret = "hush-hush";

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
    public async Task Schemas_of_one_database_are_stores_of_their_own()
    {
        await using var one = await TemporaryStore.CreateAsync();
        await using var other = await TemporaryStore.CreateAsync();
        await one.StoreAsync(Unsigned.Note(Unsigned.Key("a"), FakeTime.Start));
        Assert.Empty(await other.QueryAsync(new Filter()));
    }

    [Fact]
    public async Task Database_of_another_program_is_refused_and_left_alone()
    {
        var place = await TestDatabase.SchemaAsync();
        await TestDatabase.ExecuteAsync(place, "CREATE TABLE events (name text)");
        await RefusedAsync(place, "tables of another program");
        await TestDatabase.ExecuteAsync(place, "INSERT INTO events VALUES ('x')");
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
        var place = await TestDatabase.SchemaAsync();
        await TestDatabase.ExecuteAsync(TestDatabase.Server.SocketConnectionString, "CREATE ROLE powerless LOGIN");
        await RefusedAsync($"{place};Username=powerless", "lacks a right");
    }

    [Fact]
    public async Task Database_that_does_not_exist_is_told() =>
        await RefusedAsync($"{TestDatabase.Server.SocketConnectionString};Database=nowhere", "nowhere");

    [Fact]
    public async Task Server_that_is_away_is_told() => await RefusedAsync("Host=127.0.0.1;Port=1;Database=relay", "cannot be reached");

    [Theory]
    [InlineData("nonsense")]
    [InlineData("Host=x;Sword=" + Secret)]
    [InlineData("postgres://relay:" + Secret + "@db.example/relay")]
    [InlineData("Host=x;Port=y;Password=" + Secret)]
    public async Task Connection_string_that_is_none_is_refused(string text) => await RefusedAsync(text, "cannot be read");

    [Fact]
    public async Task Read_only_database_is_told()
    {
        await using var test = await ClosedAsync();
        await RefusedAsync($"{test.ConnectionString};Options=-c default_transaction_read_only=on", "takes no writes");
    }

    [Fact]
    public async Task Tables_that_another_program_keeps_locked_are_told()
    {
        await using var test = await ClosedAsync();
        await using var other = await LockedRow.HoldAsync(test.ConnectionString, "SELECT * FROM relay_owner FOR UPDATE");
        await RefusedAsync(test.ConnectionString, "took too long");
    }

    [Theory]
    [InlineData("LATIN1")]
    [InlineData("SQL_ASCII")]
    public async Task Encoding_of_the_database_does_not_matter(string encoding)
    {
        var name = $"with_{encoding}".ToLowerInvariant();
        await TestDatabase.ExecuteAsync(
            TestDatabase.Server.SocketConnectionString,
            $"CREATE DATABASE {name} TEMPLATE template0 ENCODING '{encoding}' LC_COLLATE 'C' LC_CTYPE 'C'");
        await using var test = await TemporaryStore.CreateAsync(
            connectionString: $"{TestDatabase.Server.SocketConnectionString};Database={name}");
        var note = new Author().Event(1, "\0 ü 日本語 🦩", FakeTime.Start, ["t", "\0🦩"]);
        await test.StoreAsync(note);
        var found = Assert.Single(await test.QueryAsync(new Filter { Tags = [new TagFilter('t', [new TagValue("\0🦩")])] }));
        Assert.Equal(note.Record.ToArray(), found.Record.ToArray());
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
        var options = new PostgresStoreOptions
        {
            ConnectionString = connectionString.StartsWith("Host", StringComparison.Ordinal)
                ? $"{connectionString};Password={Secret}"
                : connectionString,
            Postgres = new PostgresOptions { StatementTimeoutSeconds = 1 },
        };
        var log = new LogLines();
        var refused = await Assert.ThrowsAsync<StoreException>(
            () => PostgresStore.OpenAsync(options, new EngineStoreServices(new FakeTime(), log))).Within("the refusal");
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, refused.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
        Assert.DoesNotContain(log.All, static line => line.Contains(Secret, StringComparison.Ordinal));
    }
}
