using System.Globalization;
using System.Text;
using System.Text.Json;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>Mirrors and archives, as the settings name them.</summary>
public sealed class StoreRolesTests : IDisposable
{
    static readonly object Lmdb = new { Type = "Lmdb", Path = "data" };
    static readonly object Sqlite = new { Type = "Sqlite", Path = "new" };

    readonly TemporaryFolder _folder = new();
    readonly Author _author = new();

    [Fact]
    public async Task A_mirror_has_all_events_and_either_store_can_go_on_alone()
    {
        Configure(Lmdb, new { Name = "other", Role = "Mirror", Type = "Sqlite", Path = "new" });
        var (note, deleted, profile) = (_author.Note("note", T), _author.Note("deleted", T), _author.Event(0, at: T + 1));
        await using (var relay = await StartAsync())
        {
            await using var client = await relay.ConnectAsync();
            await client.PublishAllAsync(note, deleted, profile, _author.Deletion(deleted));
            Assert.Matches("store other +Sqlite, 3 events, mirror, in step\n", (await RunAsync("info")).Output);
            Assert.Matches("health +healthy\n", (await RunAsync("info")).Output);
            await relay.EndAsync();
        }
        var check = await RunAsync("stores check");
        Assert.Equal((0, "the mirror other is in step: it lacks 0 events and has 0 too many\n"), (check.ExitCode, check.Output));

        Configure(Sqlite);
        await using (var relay = await StartAsync())
        {
            await using var client = await relay.ConnectAsync();
            Assert.Equal(3, (await client.QueryAsync("{}")).Events.Count);
            Assert.Equal("blocked: this event was deleted", (await client.PublishAsync(deleted)).Message);
            await client.PublishAllAsync(_author.Note("later", T + 2));
            await relay.EndAsync();
        }
        // The store that was left alone is behind, and a repair brings it what it lacks.
        Configure(Lmdb, new { Name = "other", Role = "Mirror", Type = "Sqlite", Path = "new" });
        check = await RunAsync("stores check");
        Assert.Contains("the mirror Relay:Store is behind: it lacks 1 events and has 0 too many", check.Output, StringComparison.Ordinal);
        Assert.Equal(1, check.ExitCode);
        Assert.Equal(0, (await RunAsync("stores move")).ExitCode);
        Assert.Equal(0, (await RunAsync("stores check")).ExitCode);
    }

    [Fact]
    public async Task A_store_that_lacks_events_of_its_mirror_does_not_go_on_alone_and_a_mirror_begins_empty()
    {
        Configure(Sqlite);
        await RunAsync("import -", Lines(_author.Note("in the mirror")));
        Configure(Lmdb, new { Name = "other", Role = "Mirror", Type = "Sqlite", Path = "new" });
        (await RunAsync("import -")).AssertFailedWith(
            $"The store other in {_folder.File("new")} has events, and is not known as a mirror of the others: a mirror begins empty. ");

        Configure(Lmdb, new { Name = "other", Role = "Mirror", Type = "RocksDb", Path = "rocks" });
        await RunAsync("import -", Lines(_author.Note("one")));
        Configure(new { Type = "RocksDb", Path = "rocks" });
        await RunAsync("import -", Lines(_author.Note("two")));
        Configure(new { Type = "RocksDb", Path = "rocks" }, new { Name = "other", Role = "Mirror", Type = "Lmdb", Path = "data" });
        Assert.Equal("2\n", (await RunAsync("count {}")).Output);
        Configure(Lmdb);
        (await RunAsync("count {}")).AssertFailedWith(
            "This store is behind, and lacks events that a mirror has, which the settings do not name: ");
    }

    [Fact]
    public async Task A_relay_moves_to_another_store_while_it_is_used()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        LedgerWriter[] writers = [new(seed), new(seed + 1)];
        var reads = 0;
        // A relay restarts for each change of the settings, and its clients come again.
        Configure(Lmdb);
        await UseAsync(static _ => Task.CompletedTask);
        Configure(Lmdb, new { Name = "new", Role = "Mirror", Type = "Sqlite", Path = "new" });
        await UseAsync(static relay => relay.Process.LineAsync("The mirror new is in step"));
        Configure(Sqlite, new { Name = "old", Role = "Mirror", Type = "Lmdb", Path = "data" });
        await UseAsync(static _ => Task.CompletedTask);
        Assert.Equal(0, (await RunAsync("stores check")).ExitCode);
        Configure(Sqlite);
        await UseAsync(static _ => Task.CompletedTask);

        var found = (await RunAsync("export")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(static line => NostrEvent.TryParse(Encoding.UTF8.GetBytes(line), out _)!.Id).ToList();
        Assert.All(writers, writer => writer.AssertFound(found, $"seed {seed}"));
        Assert.Equal($"{found.Count}\n", (await RunAsync("count {}")).Output);
        Assert.True(writers.Sum(static writer => writer.Acknowledged) > 800, "too few events");
        Assert.True(reads > 20, "too few queries");

        async Task UseAsync(Func<StartedRelay, Task> until)
        {
            await using var relay = await StartAsync();
            using var stop = new CancellationTokenSource();
            var enough = Task.WhenAll(writers.Select(static writer => writer.MoreAsync(125)).ToArray());
            var clients = Task.WhenAll(
                [.. writers.Select(writer => Task.Run(() => writer.RunAsync(relay.Address, stop.Token))), ReadAsync(relay, stop.Token)]);
            await until(relay);
            await enough;
            await stop.CancelAsync();
            await clients.Within("the clients");
            await relay.EndAsync();
        }

        async Task ReadAsync(StartedRelay relay, CancellationToken stop)
        {
            await using var client = await relay.ConnectAsync();
            while (!stop.IsCancellationRequested)
            {
                var reply = await client.QueryAsync("{\"kinds\":[1],\"limit\":100}");
                Assert.Null(reply.Closed);
                Assert.Equal(reply.Ids.Distinct(), reply.Ids);
                Assert.Equal(
                    reply.Events.OrderByDescending(static e => e.CreatedAt).ThenBy(static e => e.Id).Select(static e => e.Id), reply.Ids);
                Interlocked.Increment(ref reads);
            }
        }
    }

    [Fact]
    public async Task Old_events_go_to_the_archive_and_are_found_counted_and_deleted_there()
    {
        Configure(Lmdb, new { Name = "old notes", Role = "Archive", Type = "Sqlite", Path = "archive", OlderThanDays = 30, Kinds = "1" });
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var (old, older, fresh) = (_author.Note("old", T + 1), _author.Note("older", T), _author.Note("fresh", now));
        var (reaction, profile) = (_author.Event(7, at: T), _author.Event(0, at: T));
        await using (var relay = await StartAsync())
        {
            await using var client = await relay.ConnectAsync();
            await client.PublishAllAsync(old, older, fresh, reaction, profile);
            for (var moved = 0; moved < 2;)
                moved += await relay.MovedAsync("old notes");
            Assert.Matches(
                "store old notes +Sqlite, 2 events, archive of what is older than 30 days\n", (await RunAsync("info")).Output);

            Assert.Equal([fresh.Id, old.Id, older.Id], (await client.QueryAsync("{\"kinds\":[1]}")).Ids);
            Assert.Equal([fresh.Id, old.Id], (await client.QueryAsync("{\"kinds\":[1],\"limit\":2}")).Ids);
            Assert.Equal([older.Id], (await client.QueryAsync($"{{\"kinds\":[1],\"until\":{T}}}")).Ids);
            Assert.Equal(5, await client.CountAsync("{}"));
            Assert.Equal("duplicate: already have this event", (await client.PublishAsync(old)).Message);
            await client.PublishAllAsync(_author.Deletion(older));
            Assert.Equal([fresh.Id, old.Id], (await client.QueryAsync("{\"kinds\":[1]}")).Ids);
            await relay.EndAsync();
        }
        Assert.Equal("5\n", (await RunAsync("count {}")).Output);
        Assert.Equal(5, (await RunAsync("export")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("0 events went to archives", (await RunAsync("stores move")).Output, StringComparison.Ordinal);
        await using (var relay = await StartAsync())
        {
            await using var client = await relay.ConnectAsync();
            Assert.Equal("blocked: this event was deleted", (await client.PublishAsync(older)).Message);
        }
    }

    [Fact]
    public async Task Mistakes_are_told_all_at_once()
    {
        Configure(
            Lmdb,
            new { Role = "Mirror", Type = "Sqlite", Path = "a", Kinds = "7" },
            new { Role = "Mirror", Type = "Sqlite", Path = "b", OlderThanDays = 1 },
            new { Role = "Archive", Type = "Sqlite", Path = "c" },
            new { Role = "Archive", Type = "Memory", OlderThanDays = 1 },
            new { Role = "Archive", Type = "Sqlite", Path = "d", OlderThanDays = 1, Kinds = "0,5,30000-39999" },
            new { Type = "Sqlite", Path = "e", Kinds = "7", OlderThanDays = 1 },
            new { Role = "Archive", Type = "Sqlite", Path = "data", OlderThanDays = 0 },
            new { Role = "Copy", Type = "Sqlite", Path = "f" });
        var check = await RunAsync("config check");

        Assert.Equal(2, check.ExitCode);
        foreach (var line in new[]
        {
            "Relay:Stores:0 is a mirror, which has all events of Relay:Store: it takes no Kinds, Authors or Tags",
            "Relay:Stores:1:OlderThanDays is only for an archive, and Role is Mirror",
            "Relay:Stores:2:OlderThanDays is needed: an archive gets the events that are older",
            "Relay:Stores:3:Type is Memory, which would lose what is archived when the relay ends",
            "Relay:Stores:4:Kinds has only kinds that are not archived: requests to delete and to vanish,",
            "Relay:Stores:5:OlderThanDays is only for an archive, and Role is Route",
            "Relay:Stores:6:OlderThanDays",
            "Relay:Stores:7:Role",
        })
            Assert.Contains(line, check.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_stores_in_one_folder_are_told()
    {
        Configure(Lmdb, new { Role = "Mirror", Type = "Sqlite", Path = "data" });
        var check = await RunAsync("config check");
        Assert.Equal(2, check.ExitCode);
        Assert.Contains(
            "Relay:Stores:0:Path is the folder of Relay:Store:Path, too: each store has its own", check.Errors, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    const long T = 1_700_000_000;

    void Configure(object store, params object[] stores) => File.WriteAllText(
        _folder.File("appsettings.json"), JsonSerializer.Serialize(new { Relay = new { Store = store, Stores = stores } }));

    static string Lines(params NostrEvent[] events) => string.Concat(events.Select(static e => Encoding.UTF8.GetString(e.ToJson()) + "\n"));

    Task<ProcessResult> RunAsync(string arguments, string input = "") =>
        RelayProcess.RunAsync(_folder.Path, arguments, Encoding.UTF8.GetBytes(input));

    async Task<StartedRelay> StartAsync()
    {
        var process = RelayProcess.Start(_folder.Path, ["run", "--urls", "http://127.0.0.1:0"]);
        return new StartedRelay(process, await process.ListeningAsync());
    }

    sealed record StartedRelay(RelayProcess Process, Uri Address) : IAsyncDisposable
    {
        public Task<RelayClient> ConnectAsync() => RelayClient.ConnectAsync(new UriBuilder(Address) { Scheme = "ws" }.Uri);

        /// <summary>The number of events in the log's next line about moves.</summary>
        public async Task<int> MovedAsync(string archive)
        {
            while (await Process.Output.ReadLineAsync().Within("a move") is { } line)
            {
                if (line.Split($" events went to the archive {archive}") is [var begin, _])
                    return int.Parse(begin.Split(' ')[^1], CultureInfo.InvariantCulture);
            }
            throw new InvalidOperationException("the relay has ended");
        }

        public async Task EndAsync()
        {
            await Process.SignalAsync("TERM");
            Assert.Equal(0, (await Process.EndAsync()).ExitCode);
        }

        public ValueTask DisposeAsync() => Process.DisposeAsync();
    }
}
