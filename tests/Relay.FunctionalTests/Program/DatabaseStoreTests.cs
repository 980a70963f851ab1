using System.Text;
using System.Text.Json;
using Npgsql;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>A store in a database of a server, as the settings choose it, and what commands and clients notice of its server.</summary>
public sealed class DatabaseStoreTests : IDisposable
{
    const string Secret = "open-sesame";

    static readonly string[] AnyPort = ["--urls", "http://127.0.0.1:0"];

    readonly TemporaryFolder _folder = new();
    readonly Author _author = new();

    [Fact]
    public async Task Commands_work_with_and_without_a_relay_and_events_stay()
    {
        await ChooseAsync(await TestDatabases.NewInPostgresAsync());
        NostrEvent[] notes = [_author.Note("one", at: 1_700_000_000), _author.Note("two", at: 1_700_000_001)];
        Assert.Contains("2 stored", (await RunAsync("import -", notes)).Output, StringComparison.Ordinal);
        Assert.Equal(Lines(notes), (await RunAsync("export")).Output);
        await using (var relay = RelayProcess.Start(_folder.Path, ["run", .. AnyPort]))
        {
            await using var client = await ConnectAsync(relay);
            await client.PublishAllAsync(_author.Note("three", at: 1_700_000_002));
            Assert.Equal(3, (await client.QueryAsync("{}")).Events.Count);
            Assert.Equal("3\n", (await RunAsync("count {}")).Output);
            Assert.Contains(
                "1 events deleted", (await RunAsync($"delete --yes {{\"ids\":[\"{notes[0].Id}\"]}}")).Output, StringComparison.Ordinal);
            Assert.Matches(
                "^store +PostgreSQL database .+\ntype +Postgres\nhealth +healthy\nevents +2\nserver +PostgreSQL .+\nbytes +[0-9,]+\n$",
                (await RunAsync("info")).Output);
            await relay.SignalAsync("TERM");
            Assert.Equal(0, (await relay.EndAsync()).ExitCode);
        }
        Assert.Equal("2\n", (await RunAsync("count {}")).Output);
        using var json = JsonDocument.Parse((await RunAsync("info --json")).Output);
        Assert.StartsWith(
            "PostgreSQL database ", json.RootElement.GetProperty("store").GetProperty("database").GetString(), StringComparison.Ordinal);
        (await RunAsync("info --check")).AssertFailedWith("A store of the type Postgres has no check.");
    }

    [Fact]
    public async Task Without_a_folder_only_the_database_is_used()
    {
        await ChooseAsync(await TestDatabases.NewInPostgresAsync());
        await using var relay = RelayProcess.Start(_folder.Path, ["run", .. AnyPort, "--Relay:Store:Path=none"]);
        await using var client = await ConnectAsync(relay);
        await client.PublishAllAsync(_author.Note());

        (await RunAsync("count --Relay:Store:Path=none {}")).AssertFailedWith("Another relay uses the PostgreSQL database ");
        Assert.Equal([_folder.File("appsettings.json")], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task A_second_relay_does_not_start()
    {
        await ChooseAsync(await TestDatabases.NewInPostgresAsync());
        await using var relay = RelayProcess.Start(_folder.Path, ["run", .. AnyPort]);
        await relay.ListeningAsync();
        string[] other = ["--Relay:Store:Path=other"];
        (await RelayProcess.RunAsync(_folder.Path, $"run {string.Join(' ', AnyPort)} {other[0]}")).AssertFailedWith(
            "Another relay uses the PostgreSQL database ");
        var doctor = await DoctorRun.RunAsync(_folder.Path, [.. AnyPort, .. other]);
        doctor.AssertFound("database", "problem", "another relay uses the PostgreSQL database", "give this one a database of its own");
        doctor = await DoctorRun.RunAsync(_folder.Path, AnyPort);
        doctor.AssertFound("database", "ok", "answers: PostgreSQL ");
        doctor.AssertFound("database", "ok", "with a store and ");
        doctor.AssertFound("store", "ok", "says that its store is healthy");
    }

    [Fact]
    public async Task Nothing_shows_the_connection_string()
    {
        var secret = $"{await TestDatabases.NewInPostgresAsync()};Password={Secret}";
        await ChooseAsync(secret);
        List<ProcessResult> results = [await RunAsync("config"), await RunAsync("config --explain"), await RunAsync("info")];
        var run = await DoctorRun.RunAsync(_folder.Path, AnyPort);
        run.AssertFound("files", "warning", "holds a secret and may be read by every user", "chmod o-rwx");
        await using (var relay = RelayProcess.Start(_folder.Path, ["run", .. AnyPort, "--Serilog:MinimumLevel:Default=Verbose"]))
        {
            await relay.ListeningAsync();
            await relay.SignalAsync("TERM");
            results.Add(await relay.EndAsync());
        }
        // Of a string that cannot be read, and of one that leads nowhere.
        foreach (var wrong in (string[])
            [$"Host=127.0.0.1;Password={Secret};Port=x", $"{Secret}", $"Host=127.0.0.1;Port=1;Password={Secret}"])
        {
            await ChooseAsync(wrong);
            results.Add(await RunAsync("info"));
            Assert.Single(results[^1].ErrorLines);
            results.Add(await RelayProcess.RunAsync(_folder.Path, "doctor"));
        }

        Assert.Contains("Relay:Store:ConnectionString = \"(secret)\"", results[0].Output, StringComparison.Ordinal);
        Assert.All(results, static result => Assert.DoesNotContain(Secret, result.Output + result.Errors, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_connection_string_may_stand_in_a_file()
    {
        await File.WriteAllTextAsync(_folder.File("database"), await TestDatabases.NewInPostgresAsync() + "\n");
        const string byFile = "--Relay:Store:Type=Postgres --Relay:Store:ConnectionStringFile=";
        Assert.Contains("1 stored", (await RunAsync($"import - {byFile}database", _author.Note())).Output, StringComparison.Ordinal);
        (await RunAsync($"info {byFile}none")).AssertFailedWith("The connection string of the store cannot be read: ");
        await File.WriteAllTextAsync(_folder.File("none"), "\n");
        (await RunAsync($"info {byFile}none")).AssertFailedWith(
            $"The file {_folder.File("none")} should have the connection string of the store, in one line.");
        if (OperatingSystem.IsWindows())
            return;
        File.SetUnixFileMode(_folder.File("database"), UnixFileMode.UserRead | UnixFileMode.OtherRead);
        (await DoctorRun.RunAsync(_folder.Path, [.. AnyPort, .. $"{byFile}database".Split(' ')])).AssertFound(
            "files", "warning", "Relay:Store:ConnectionStringFile is", "chmod o-rwx");
    }

    [Theory]
    [InlineData("--Relay:Store:Type=Postgres", "ConnectionString is needed for a store of the type Postgres, or ConnectionStringFile")]
    [InlineData("--Relay:Store:Type=Postgres --Relay:Store:ConnectionString=a --Relay:Store:ConnectionStringFile=b",
        "ConnectionStringFile is set, and so is ConnectionString: set one of them")]
    [InlineData("--Relay:Store:ConnectionString=a", "ConnectionString is set, which stores of the type Lmdb do not have")]
    [InlineData("--Relay:Store:Type=Memory --Relay:Store:ConnectionStringFile=a",
        "ConnectionStringFile is set, which stores of the type Memory do not have")]
    public async Task Mistakes_in_the_settings_are_told_at_once(string settings, string mistake) =>
        (await RunAsync($"config {settings}")).AssertFailedWith($"Relay:Store:{mistake}");

    [Fact]
    public async Task A_copy_goes_into_a_database_and_out_of_it()
    {
        await File.WriteAllTextAsync(_folder.File("database"), await TestDatabases.NewInPostgresAsync());
        NostrEvent[] notes = [.. Enumerable.Range(0, 1200).Select(i => _author.Note($"{i}", at: 1_700_000_000 + i))];
        await RunAsync("import - --Relay:Store:Path=data", [.. notes, _author.Deletion(notes[7])]);
        var into = await RunAsync("copy data Postgres:database");
        var outOf = await RunAsync("copy Postgres:database Sqlite:new");

        Assert.Contains($"into Postgres:{_folder.File("database")}:\n       1,200 stored\nBoth agree: 1,200 events", into.Output,
            StringComparison.Ordinal);
        Assert.Contains("Both agree: 1,200 events", outOf.Output, StringComparison.Ordinal);
        Assert.Contains(
            "1 deleted", (await RunAsync("import - --Relay:Store:Type=Sqlite --Relay:Store:Path=new", notes[7])).Output,
            StringComparison.Ordinal);
        (await RunAsync("copy data Postgres:none")).AssertFailedWith("The connection string of the store cannot be read: ");
        (await RunAsync("copy data Postgres:")).AssertFailedWith("Postgres: names no file with a connection string", exitCode: 2);
    }

    [Fact]
    public async Task Doctor_and_the_start_say_what_is_wrong_with_a_database()
    {
        var connection = await TestDatabases.NewInPostgresAsync();
        await ChooseAsync(connection);
        (await DoctorRun.RunAsync(_folder.Path, AnyPort)).AssertFound("database", "ok", "no store yet, which the relay makes at its start");

        await ExecuteAsync(connection, "CREATE TABLE other (number int)");
        await AssertTold("has tables of another program: give the relay a database of its own.");
        await ChooseAsync(connection.Replace("127.0.0.1", "localhost.invalid", StringComparison.Ordinal));
        await AssertTold("cannot be reached: ");
        await ChooseAsync($"{connection};SSL Mode=VerifyFull");
        await AssertTold("lets the relay not in: ");
        await ChooseAsync(connection.Replace("Database=postgres", "Database=missing", StringComparison.Ordinal));
        await AssertTold("lets the relay not in: ");

        async Task AssertTold(string text)
        {
            (await RelayProcess.RunAsync(_folder.Path, "run --urls http://127.0.0.1:0")).AssertFailedWith("The PostgreSQL database ");
            (await RunAsync("info")).AssertFailedWith("The PostgreSQL database ");
            (await DoctorRun.RunAsync(_folder.Path, AnyPort)).AssertFound("database", "problem", text);
        }
    }

    [Fact]
    public async Task A_server_that_is_killed_and_comes_back_loses_nothing_that_was_acknowledged()
    {
        await using var server = await PostgresServer.StartAsync();
        await ChooseAsync(server.ConnectionString);
        await using var relay = RelayProcess.Start(_folder.Path, ["run", .. AnyPort]);
        await using var client = await ConnectAsync(relay);
        await client.ReqAsync("live", "{\"limit\":0}");
        var before = _author.Note("before");
        await client.PublishAllAsync(before);
        Assert.Equal(before.Id, (await client.NextAsync<EventReply>()).Event.Id);

        await server.KillAsync();
        var refused = await client.PublishAsync(_author.Note("meanwhile"));
        Assert.False(refused.Accepted);
        Assert.StartsWith("error: the relay's database", refused.Message, StringComparison.Ordinal);
        var closed = await client.QueryAsync("{\"ids\":[\"" + _author.PublicKey + "\"]}");
        Assert.Equal("error: the relay's database is away, try again later", closed.Closed);
        await relay.LineAsync("the database server is away");

        await server.StartAgainAsync();
        // The same relay goes on, with the same subscription.
        OkReply accepted;
        var after = _author.Note("after");
        do
            accepted = await client.PublishAsync(after);
        while (!accepted.Accepted);
        Assert.Equal(after.Id, (await client.NextAsync<EventReply>()).Event.Id);
        Assert.Equal([after.Id, before.Id], (await client.QueryAsync("{}")).Events.Select(static e => e.Id));
        await relay.SignalAsync("TERM");
        Assert.Equal(0, (await relay.EndAsync()).ExitCode);
    }

    public void Dispose() => _folder.Dispose();

    static async Task<RelayClient> ConnectAsync(RelayProcess relay) =>
        await RelayClient.ConnectAsync(new UriBuilder(await relay.ListeningAsync()) { Scheme = "ws" }.Uri);

    static async Task ExecuteAsync(string connectionString, string text)
    {
        await using var connection = new NpgsqlConnection($"{connectionString};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(text, connection);
        await command.ExecuteNonQueryAsync();
    }

    Task ChooseAsync(string connectionString) => File.WriteAllTextAsync(
        _folder.File("appsettings.json"),
        JsonSerializer.Serialize(new { Relay = new { Store = new { Type = "Postgres", ConnectionString = connectionString } } }));

    Task<ProcessResult> RunAsync(string command, params NostrEvent[] events) =>
        RelayProcess.RunAsync(_folder.Path, command, Encoding.UTF8.GetBytes(Lines(events)));

    static string Lines(params IEnumerable<NostrEvent> events) =>
        string.Concat(events.Select(static e => Encoding.UTF8.GetString(e.ToJson()) + "\n"));
}
