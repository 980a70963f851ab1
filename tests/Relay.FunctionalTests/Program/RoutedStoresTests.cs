using System.Text;
using System.Text.Json;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>Several stores, as the settings route events to them.</summary>
public sealed class RoutedStoresTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly Author _author = new();

    static readonly object[] Stores =
    [
        new { Name = "reactions", Type = "RocksDb", Path = "data/reactions", Kinds = "7" },
        new { Name = "profiles", Type = "Sqlite", Path = "data/profiles", Kinds = "0,3,10000-19999" },
        new { Name = "group", Type = "Memory", Tags = new[] { "h=group" } },
    ];

    [Fact]
    public async Task Each_event_is_in_its_store_and_all_are_found_as_in_one()
    {
        Configure(Stores);
        NostrEvent[] kept = [_author.Event(0, at: T), _author.Event(7, at: T + 1), _author.Note("note", T + 2)];
        var inMemory = _author.Event(9, at: T + 3, tags: ["h", "group"]);
        await using (var relay = await StartAsync())
        {
            await using var client = await relay.ConnectAsync();
            await client.PublishAllAsync([.. kept, inMemory]);
            Assert.Equal([inMemory.Id, kept[2].Id, kept[1].Id, kept[0].Id], (await client.QueryAsync("{}")).Ids);
            Assert.Equal([kept[1].Id], (await client.QueryAsync("{\"kinds\":[7]}")).Ids);
            var info = await RunAsync("info");
            Assert.Matches("events +4\n", info.Output);
            Assert.Matches("store reactions +RocksDb, 1 events\n", info.Output);
            Assert.Matches("store profiles +Sqlite, 1 events\n", info.Output);
        }

        Assert.Equal("3\n", (await RunAsync("count {}")).Output);
        Assert.Equal(
            Lines(kept).Split('\n').Order(), (await RunAsync("export")).Output.Split('\n').Order());
        var deleted = await RunAsync($"delete --yes {{\"ids\":[\"{kept[1].Id}\"]}}");
        Assert.Contains("1 events deleted", deleted.Output, StringComparison.Ordinal);
        Assert.Equal("2\n", (await RunAsync("count {}")).Output);
    }

    [Fact]
    public async Task Deletion_reaches_every_store_and_outlives_restarts()
    {
        Configure(Stores);
        var (note, reaction) = (_author.Note("note", T), _author.Event(7, at: T + 1));
        var request = _author.Deletion(note, reaction);
        await using (var relay = await StartAsync())
        {
            await using var client = await relay.ConnectAsync();
            await client.PublishAllAsync(note, reaction, request);
            Assert.Equal([request.Id], (await client.QueryAsync("{}")).Ids);
        }
        await using (var relay = await StartAsync())
        {
            await using var client = await relay.ConnectAsync();
            Assert.Equal("blocked: this event was deleted", (await client.PublishAsync(reaction)).Message);
            Assert.Equal("blocked: this event was deleted", (await client.PublishAsync(note)).Message);
            Assert.Equal([request.Id], (await client.QueryAsync("{}")).Ids);
        }
    }

    [Fact]
    public async Task Changed_routes_are_told_and_lose_nothing_and_a_move_puts_events_where_they_belong()
    {
        NostrEvent[] events =
            [_author.Event(0, at: T), _author.Event(7, at: T + 1), _author.Note("note", T + 2), _author.Note("deleted", T)];
        var request = _author.Deletion(events[3]);
        await RunAsync("import -", Lines([.. events, request]));
        Configure(Stores[..2]);
        await using (var relay = await StartAsync())
        {
            Assert.Contains("Events were stored with other routes", relay.Log, StringComparison.Ordinal);
            await using var client = await relay.ConnectAsync();
            Assert.Equal([events[1].Id], (await client.QueryAsync("{\"kinds\":[7]}")).Ids);
        }

        var check = await RunAsync("stores check");
        Assert.Equal(1, check.ExitCode);
        Assert.Contains("2 are in another store than the one where the routes lead", check.Output, StringComparison.Ordinal);
        Assert.Contains("2 deletion requests are missing", check.Output, StringComparison.Ordinal);
        var move = await RunAsync("stores move");
        Assert.Contains("2 moved, 2 deletion requests copied", move.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("stores check")).ExitCode);

        await using (var relay = await StartAsync())
        {
            Assert.DoesNotContain("Events were stored with other routes", relay.Log, StringComparison.Ordinal);
            await using var client = await relay.ConnectAsync();
            var all = (await client.QueryAsync("{}")).Ids;
            Assert.Equal(new[] { request, events[2], events[1], events[0] }.Select(static e => e.Id).Order(), all.Order());
            Assert.Equal([events[1].Id], (await client.QueryAsync("{\"kinds\":[7]}")).Ids);
            Assert.Equal("blocked: this event was deleted", (await client.PublishAsync(events[3])).Message);
        }
    }

    [Fact]
    public async Task One_of_several_stores_is_copied_alone()
    {
        Configure(Stores[..2]);
        var reaction = _author.Event(7, at: T);
        await RunAsync("import -", Lines(reaction, _author.Note("note", T), _author.Event(0, at: T)));
        var copy = await RunAsync("copy data/reactions Lmdb:copy");

        Assert.Equal((0, ""), (copy.ExitCode, copy.Errors));
        Assert.Contains("Both agree: 1 events", copy.Output, StringComparison.Ordinal);
        Assert.Equal(Lines(reaction), (await RunAsync("export --Relay:Stores=none --Relay:Store:Path=copy")).Output);
        Assert.Equal(0, (await RunAsync("stores check")).ExitCode);
    }

    [Fact]
    public async Task Stores_that_are_no_longer_in_the_settings_are_told()
    {
        Configure(Stores[..2]);
        await RunAsync("import -", Lines(_author.Event(7, at: T)));
        Configure([]);
        await using var relay = await StartAsync();
        Assert.Contains("Relay:Stores names no stores, but events were stored in others", relay.Log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Routes_that_come_back_are_not_trusted_after_events_were_stored_with_others(int storesMeanwhile)
    {
        Configure(Stores[..2]);
        await RunAsync("import -", Lines(_author.Event(7, at: T)));
        // Profiles, and without stores reactions too, go to Relay:Store meanwhile.
        Configure(Stores[..storesMeanwhile]);
        var (profile, reaction) = (_author.Event(0, at: T + 1), _author.Event(7, at: T + 2));
        await RunAsync("import -", Lines(profile, reaction));
        Configure(Stores[..2]);
        await using var relay = await StartAsync();
        Assert.Contains("Events were stored with other routes", relay.Log, StringComparison.Ordinal);
        await using var client = await relay.ConnectAsync();
        Assert.Equal([profile.Id], (await client.QueryAsync("{\"kinds\":[0]}")).Ids);
        Assert.Contains(reaction.Id, (await client.QueryAsync("{\"kinds\":[7]}")).Ids);
    }

    [Fact]
    public async Task Mistakes_are_told_all_at_once()
    {
        Configure(
        [
            new { Type = "RocksDB2", Path = "data/a", Kinds = "7" },
            new { Type = "Sqlite", Kinds = "8" },
            new { Type = "Sqlite", Path = "data/b" },
            new { Type = "Sqlite", Path = "data", Tags = new[] { "group" } },
        ]);
        var check = await RunAsync("config check");

        Assert.Equal(2, check.ExitCode);
        foreach (var line in new[]
        {
            "Relay:Stores:0:Type is \"RocksDB2\", which is not one of Lmdb, RocksDb, Sqlite, Postgres, MySql, Memory; "
                + "did you mean RocksDb?",
            "Relay:Stores:1:Path is needed: each store has a folder of its own",
            "Relay:Stores:2 has no Kinds, Authors or Tags, so that nothing would be left for Relay:Store",
            "Relay:Stores:3:Tags has \"group\", which is not a letter and a value such as h=group",
            "Relay:Stores:3:Path is the folder of Relay:Store:Path, too: each store has its own",
        })
            Assert.Contains(line, check.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commands_for_several_stores_need_several_stores_and_no_relay()
    {
        (await RunAsync("stores check")).AssertFailedWith("Relay:Stores names no stores: all events are in the store of Relay:Store.");
        Configure(Stores);
        await using var relay = await StartAsync();
        (await RunAsync("stores move")).AssertFailedWith(
            $"A relay or a command is working on the store in {_folder.File("data")}: stop it first.");
    }

    public void Dispose() => _folder.Dispose();

    const long T = 1_700_000_000;

    void Configure(IEnumerable<object> stores) => File.WriteAllText(
        _folder.File("appsettings.json"), JsonSerializer.Serialize(new { Relay = new { Stores = stores } }));

    static string Lines(params NostrEvent[] events) => string.Concat(events.Select(static e => Encoding.UTF8.GetString(e.ToJson()) + "\n"));

    Task<ProcessResult> RunAsync(string arguments, string input = "") =>
        RelayProcess.RunAsync(_folder.Path, arguments, Encoding.UTF8.GetBytes(input));

    /// <summary>Starts the relay, and reads what it says until it listens.</summary>
    async Task<StartedRelay> StartAsync()
    {
        var process = RelayProcess.Start(_folder.Path, ["run", "--urls", "http://127.0.0.1:0"]);
        var log = new StringBuilder();
        while (await process.Output.ReadLineAsync().Within("the relay to start") is { } line)
        {
            log.AppendLine(line);
            if (line.IndexOf("http", StringComparison.Ordinal) is >= 0 and var at)
                return new StartedRelay(process, new UriBuilder(line[at..].Split(';')[0]) { Scheme = "ws" }.Uri, log.ToString());
        }
        throw new InvalidOperationException($"the relay did not start: {(await process.EndAsync()).Errors}");
    }

    sealed class StartedRelay(RelayProcess process, Uri address, string log) : IAsyncDisposable
    {
        public string Log => log;

        public Task<RelayClient> ConnectAsync() => RelayClient.ConnectAsync(address);

        public ValueTask DisposeAsync() => process.DisposeAsync();
    }
}
