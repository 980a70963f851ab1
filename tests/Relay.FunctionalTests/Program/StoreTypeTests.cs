using System.Text;
using System.Text.Json;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>The type of the store, as the settings choose it.</summary>
public sealed class StoreTypeTests : IDisposable
{
    const string Memory = "--Relay:Store:Type=Memory", Socket = "--Relay:Store:Path=socket";

    readonly TemporaryFolder _folder = new();
    readonly Author _author = new();

    [Fact]
    public async Task Commands_reach_a_relay_in_memory_through_the_folder_that_is_named()
    {
        NostrEvent[] notes = [_author.Note("one", at: 1_700_000_000), _author.Note("two", at: 1_700_000_001)];
        await using var relay = RelayProcess.Start(_folder.Path, ["run", "--urls", "http://127.0.0.1:0", Memory, Socket]);
        await relay.ListeningAsync();

        var import = await RunAsync("import", Lines(notes));
        Assert.Contains("2 stored", import.Output, StringComparison.Ordinal);
        Assert.Equal(Lines(notes), (await RunAsync("export")).Output);
        Assert.Equal(Lines(notes[1]), (await RunAsync("export --since 1700000001")).Output);
        Assert.Equal("2\n", (await RunAsync("count {}")).Output);
        Assert.Equal(Lines(notes[1], notes[0]), (await RunAsync("scan {}")).Output);
        var deletion = await RunAsync($"delete --yes {{\"ids\":[\"{notes[0].Id}\"]}}");
        Assert.Contains("1 events deleted", deletion.Output, StringComparison.Ordinal);

        var information = await RunAsync("info");
        Assert.Matches("^store +in memory\ntype +Memory\nhealth +healthy\nevents +1\n$", information.Output);
        using var json = JsonDocument.Parse((await RunAsync("info --json")).Output);
        Assert.Equal("Memory", json.RootElement.GetProperty("store").GetProperty("type").GetString());
        (await RunAsync("info --check")).AssertFailedWith("A store of the type Memory has no check.");
        Assert.Equal(0, (await RunAsync("top --count 1 --seconds 0.1")).ExitCode);
        Assert.DoesNotContain(
            Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).Select(Path.GetFileName),
            static name => name is not ("relay.lock" or "relay.owner" or "control.sock"));
    }

    [Theory]
    [InlineData("import -")]
    [InlineData("export")]
    [InlineData("info")]
    [InlineData("count {}")]
    public async Task Without_a_relay_there_is_nothing_in_memory(string command)
    {
        (await RunAsync(command, "")).AssertFailedWith(
            $"No relay runs with its socket in {_folder.File("socket")}, and a store of the type Memory lives only as long as its relay.");
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task Without_a_folder_a_relay_in_memory_writes_nothing_and_takes_no_commands()
    {
        await using var relay = RelayProcess.Start(_folder.Path, ["run", "--urls", "http://127.0.0.1:0", Memory]);
        var address = await relay.ListeningAsync();
        await using (var client = await RelayClient.ConnectAsync(new UriBuilder(address) { Scheme = "ws" }.Uri))
            await client.PublishAllAsync(_author.Note("forgotten"));

        (await RelayProcess.RunAsync(_folder.Path, $"count {Memory} {{}}")).AssertFailedWith(
            "Relay:Store:Type is Memory, which keeps nothing in a folder, and commands reach the running relay only if Relay:Store");
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
        await relay.SignalAsync("TERM");
        var end = await relay.EndAsync();
        Assert.Equal((0, ""), (end.ExitCode, end.Errors));
    }

    [Fact]
    public async Task A_folder_keeps_its_type()
    {
        await RelayProcess.RunAsync(_folder.Path, "import -", Encoding.UTF8.GetBytes(Lines(_author.Note("kept"))));
        var relay = await RelayProcess.RunAsync(_folder.Path, $"run --urls http://127.0.0.1:0 {Memory} --Relay:Store:Path=data");
        relay.AssertFailedWith(
            $"The folder {_folder.File("data")} has a store of the type Lmdb, so it cannot have one of the type Memory: set "
            + "Relay:Store:Type to Lmdb, or choose another folder by Relay:Store:Path.");

        Directory.CreateDirectory(_folder.File("other/rocksdb"));
        File.WriteAllText(_folder.File("other/rocksdb/CURRENT"), "");
        foreach (var command in new[] { "run --urls http://127.0.0.1:0", "info", "export", "count {}", "import -" })
        {
            (await RelayProcess.RunAsync(_folder.Path, $"{command} --Relay:Store:Path=other")).AssertFailedWith(
                $"The folder {_folder.File("other")} has a store of the type RocksDb, so it cannot have one of the type Lmdb: ");
        }
        Assert.Single(Directory.GetFileSystemEntries(_folder.File("other")));
    }

    [Fact]
    public async Task Mistakes_in_the_choice_of_a_type_are_told_at_once()
    {
        var result = await RelayProcess.RunAsync(
            _folder.Path, "config --Relay:Store:Type=Memry --Relay:Store:Sync=Never --Relay:Store:Lmdb=1.0 --Relay:Store:MapSizeGiB=1");
        Assert.Equal(
            new HashSet<string>
            {
                "relay: Relay:Store:Type is \"Memry\", which is not one of Lmdb, RocksDb, Sqlite, Postgres, MySql, Memory; "
                + "did you mean Memory?",
                "relay: Relay:Store:Sync is \"Never\", which is not one of EveryCommit, Interval",
                "relay: Relay:Store:Lmdb is a section and has no value of its own; did you mean Relay:Store:Lmdb:Format?",
                "relay: Relay:Store:MapSizeGiB is unknown; did you mean Relay:Store:Lmdb:MapSizeGiB?",
            },
            result.ErrorLines.ToHashSet());

        (await RelayProcess.RunAsync(_folder.Path, $"config {Memory} --Relay:Store:Sync=Interval")).AssertFailedWith(
            "Relay:Store:Sync is Interval, which stores of the type Memory do not have");
        Assert.Equal(0, (await RelayProcess.RunAsync(_folder.Path, "config --Relay:Store:Type=memory")).ExitCode);
    }

    public void Dispose() => _folder.Dispose();

    Task<ProcessResult> RunAsync(string command, string? input = null) => RelayProcess.RunAsync(
        _folder.Path, $"{command} {Memory} {Socket}", input is null ? null : Encoding.UTF8.GetBytes(input));

    static string Lines(params IEnumerable<NostrEvent> events) =>
        string.Concat(events.Select(e => Encoding.UTF8.GetString(e.ToJson()) + "\n"));
}
