using System.Text;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>Moves with the commands as docs/moving.md prints them, from databases with the tables of other relays.</summary>
public sealed class MoveTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IDisposable
{
    static readonly Dictionary<string, (string File, Func<OldHistory, string> Tables)> OnSqlite = new()
    {
        ["nostr-rs-relay"] = ("nostr.db", OldTables.NostrRsRelay),
        ["eventstore-sqlite3"] = ("khatru.db", OldTables.EventstoreSqlite),
    };

    static readonly Dictionary<string, (string Database, Func<OldHistory, string> Tables)> OnPostgres = new()
    {
        ["nostr-rs-relay-postgresql"] = ("nostr", OldTables.NostrRsRelayPostgres),
        ["eventstore-postgresql"] = ("khatru", OldTables.EventstorePostgres),
        ["nostream"] = ("nostr_ts_relay", OldTables.Nostream),
    };

    readonly TemporaryFolder _folder = new();

    public static TheoryData<string> SqliteMoves() => [.. OnSqlite.Keys];

    public static TheoryData<string> PostgresMoves() => [.. OnPostgres.Keys];

    [Fact]
    public void Every_printed_command_is_run_here() =>
        Assert.Equal(
            new[] { "nostr-rs-relay-members", "nostream-members" }.Concat(OnSqlite.Keys).Concat(OnPostgres.Keys).Order(),
            MovingPage.Moves.Order());

    [Theory]
    [MemberData(nameof(SqliteMoves))]
    public async Task All_events_come_over_from_SQLite(string name)
    {
        var history = new OldHistory(hasZeroCharacter: true);
        await MakeSqliteAsync(OnSqlite[name].File, OnSqlite[name].Tables(history));

        await MoveAsync(name, history);
    }

    [Theory]
    [MemberData(nameof(PostgresMoves))]
    public async Task All_events_come_over_from_PostgreSQL(string name)
    {
        var history = new OldHistory(hasZeroCharacter: false);
        await MakePostgresAsync(OnPostgres[name].Database, OnPostgres[name].Tables(history));

        await MoveAsync(name, history);
    }

    [Fact]
    public async Task Keys_that_have_paid_come_over_from_nostr_rs_relay()
    {
        await MakeSqliteAsync(
            "nostr.db",
            OldTables.NostrRsRelay(new OldHistory(hasZeroCharacter: true))
                + "INSERT INTO account (pubkey, is_admitted) VALUES ('aa', 1), ('bb', 0), ('cc', 1);");

        await RunAsync(MovingPage.Command("nostr-rs-relay-members"));

        Assert.Equal(["aa", "cc"], await File.ReadAllLinesAsync(_folder.File("members.txt")));
    }

    [Fact]
    public async Task Keys_that_have_paid_come_over_from_nostream()
    {
        await MakePostgresAsync(
            "nostr_ts_relay",
            OldTables.Nostream(new OldHistory(hasZeroCharacter: false))
                + "INSERT INTO users (pubkey, is_admitted) VALUES ('\\xaa', true), ('\\xbb', false), ('\\xcc', true);");

        await RunAsync(MovingPage.Command("nostream-members"));

        Assert.Equal(["aa", "cc"], await File.ReadAllLinesAsync(_folder.File("members.txt")));
    }

    public void Dispose() => _folder.Dispose();

    async Task MakeSqliteAsync(string file, string tables)
    {
        _folder.Write("tables.sql", tables);
        await RunAsync($"sqlite3 -bail {file} < tables.sql");
    }

    async Task MakePostgresAsync(string database, string tables)
    {
        _folder.Write("tables.sql", tables);
        await RunAsync(
            $"psql -Xq -c 'DROP DATABASE IF EXISTS {database}' -c 'CREATE DATABASE {database}' && "
            + $"psql -Xq -v ON_ERROR_STOP=1 -d {database} -f tables.sql");
    }

    /// <summary>Runs the printed command, and again: nothing is stored twice.</summary>
    async Task MoveAsync(string name, OldHistory history)
    {
        var first = await RunAsync(MovingPage.Command(name));
        var export = await RelayProcess.RunAsync(_folder.Path, "export");
        var second = await RunAsync(MovingPage.Command(name));
        var exportAgain = await RelayProcess.RunAsync(_folder.Path, "export");

        Assert.StartsWith($"Read {history.Shown.Count} events ", first.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("bad", first.Output, StringComparison.Ordinal);
        Assert.Equal(
            history.Kept.Select(static e => Encoding.UTF8.GetString(e.ToJson())).Order(),
            export.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order());
        Assert.Contains("\n           0 stored\n", second.Output, StringComparison.Ordinal);
        Assert.Equal(export.Output, exportAgain.Output);
    }

    /// <summary>Runs a command in the folder as an operator's shell does, with the relay in its PATH. No part of it may fail.</summary>
    async Task<ProcessResult> RunAsync(string command)
    {
        var path = $"{Path.GetDirectoryName(Repository.Program)}:{Environment.GetEnvironmentVariable("PATH")}";
        await using var process = RelayProcess.Start(
            "bash", _folder.Path, ["-o", "pipefail", "-c", command], [("PATH", path), .. postgres.Server.Variables]);
        var result = await process.EndAsync();
        Assert.True(result.ExitCode == 0, result.Errors);
        return result;
    }
}
