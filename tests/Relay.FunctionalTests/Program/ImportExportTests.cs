using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.FunctionalTests;

public sealed class ImportExportTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly Author _author = new();

    [Fact]
    public async Task A_file_comes_back_from_the_store_as_it_went_in()
    {
        var notes = Enumerable.Range(0, 30).Select(i => _author.Note($"note {i}")).ToArray();
        _folder.Write("events.jsonl", Lines(notes));

        var import = await RelayProcess.RunAsync(_folder.Path, "import events.jsonl");
        var export = await RelayProcess.RunAsync(_folder.Path, "export");

        Assert.Equal((0, ""), (import.ExitCode, import.Errors));
        Assert.Contains("30 stored", import.Output, StringComparison.Ordinal);
        Assert.Equal(Lines(notes), export.Output);
        Assert.Equal("30 events exported\n", export.Errors);
    }

    [Fact]
    public async Task Compressed_files_go_in_and_out()
    {
        var note = _author.Note("small");
        await RelayProcess.RunAsync(_folder.Path, "import -", Encoding.UTF8.GetBytes(Lines(note)));

        await RelayProcess.RunAsync(_folder.Path, "export events.jsonl.gz");
        var again = await RelayProcess.RunAsync(_folder.Path, "import --Relay:Store:Path=copy events.jsonl.gz");

        Assert.Equal([0x1F, 0x8B], File.ReadAllBytes(_folder.File("events.jsonl.gz"))[..2]);
        Assert.Contains("1 stored", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bad_lines_are_told_and_do_not_end_the_import()
    {
        _folder.Write("events.jsonl", "nonsense\n" + Lines(_author.Note("good")));

        var import = await RelayProcess.RunAsync(_folder.Path, "import events.jsonl");

        Assert.Equal(0, import.ExitCode);
        Assert.Contains("1 stored", import.Output, StringComparison.Ordinal);
        Assert.Contains("1 bad", import.Output, StringComparison.Ordinal);
        Assert.Equal("line 1: invalid: not valid JSON\n", import.Errors);
    }

    [Theory]
    [InlineData("nonsense\n", 1)]
    [InlineData("{0}nonsense\n", 0)]
    [InlineData("{0}", 0)]
    [InlineData("", 0)]
    public async Task The_exit_code_is_1_if_nothing_is_stored_and_something_is_bad(string file, int exitCode)
    {
        var lines = file.Replace("{0}", Lines(_author.Note("good")), StringComparison.Ordinal);

        var import = await RelayProcess.RunAsync(_folder.Path, "import", Encoding.UTF8.GetBytes(lines));

        Assert.Equal(exitCode, import.ExitCode);
        Assert.Equal(exitCode == 1, import.Errors.EndsWith("\nrelay: nothing was stored\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_truncated_file_ends_the_import_early()
    {
        var whole = new MemoryStream();
        using (var gzip = new GZipStream(whole, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(Lines(Enumerable.Range(0, 100).Select(i => _author.Note($"note {i}")))));

        var import = await RelayProcess.RunAsync(_folder.Path, "import", whole.ToArray()[..^500]);

        Assert.Equal(1, import.ExitCode);
        Assert.StartsWith("relay: the import stopped early: ", import.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exports_can_be_narrowed()
    {
        var other = new Author();
        NostrEvent[] events =
        [
            _author.Note("old", at: 1_600_000_000), _author.Note("new", at: 1_700_000_000),
            _author.Event(7, "+", at: 1_700_000_000), other.Note("other", at: 1_700_000_000),
        ];
        await RelayProcess.RunAsync(_folder.Path, "import", Encoding.UTF8.GetBytes(Lines(events)));

        var export = await RelayProcess.RunAsync(
            _folder.Path, $"export --since 2021-01-01 --until 1700000000 --kind 1 --author {Nip19.EncodePublicKey(_author.Key.PublicKey)}");

        Assert.Equal(Lines(events[1]), export.Output);
    }

    [Fact]
    public async Task With_a_relay_running_imports_go_through_it_and_exports_beside_it()
    {
        await using var relay = RelayProcess.Start(_folder.Path, ["--urls", "http://127.0.0.1:0"]);
        var address = await relay.ListeningAsync();
        var note = _author.Note("imported");

        var import = await RelayProcess.RunAsync(_folder.Path, "import", Encoding.UTF8.GetBytes(Lines(note)));
        await using var client = await RelayClient.ConnectAsync(new UriBuilder(address) { Scheme = "ws" }.Uri);
        var seen = await client.QueryAsync("{}");
        var export = await RelayProcess.RunAsync(_folder.Path, "export");

        Assert.Contains("1 stored", import.Output, StringComparison.Ordinal);
        Assert.Equal(note.Id, Assert.Single(seen.Events).Id);
        Assert.Equal(Lines(note), export.Output);
    }

    [Fact]
    public async Task A_killed_relay_leaves_its_store_to_others()
    {
        var note = _author.Note("before");
        await using (var relay = RelayProcess.Start(_folder.Path, ["--urls", "http://127.0.0.1:0"]))
        {
            await using var client = await RelayClient.ConnectAsync(new UriBuilder(await relay.ListeningAsync()) { Scheme = "ws" }.Uri);
            await client.PublishAllAsync(note);
            await relay.SignalAsync("KILL");
            await relay.EndAsync();
            await client.ClosedAsync();
        }

        var import = await RelayProcess.RunAsync(_folder.Path, "import", Encoding.UTF8.GetBytes(Lines(note, _author.Note("after"))));

        Assert.Contains("1 stored\n", import.Output, StringComparison.Ordinal);
        Assert.Contains("1 already stored", import.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Information_counts_and_checks()
    {
        await RelayProcess.RunAsync(_folder.Path, "import", Encoding.UTF8.GetBytes(Lines(_author.Note("one"), _author.Note("two"))));

        var text = await RelayProcess.RunAsync(_folder.Path, "info --check");
        using var json = JsonDocument.Parse((await RelayProcess.RunAsync(_folder.Path, "info --json")).Output);

        Assert.Equal(0, text.ExitCode);
        Assert.Matches("\nevents +2\n", text.Output);
        Assert.Matches("\nindex and log +agree\n", text.Output);
        Assert.Equal(2, json.RootElement.GetProperty("store").GetProperty("events").GetInt64());
    }

    [Theory]
    [InlineData("info")]
    [InlineData("export")]
    public async Task Reading_makes_no_store(string command)
    {
        (await RelayProcess.RunAsync(_folder.Path, command)).AssertFailedWith("There is no store in ");
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    public void Dispose() => _folder.Dispose();

    static string Lines(params IEnumerable<NostrEvent> events) =>
        string.Concat(events.Select(e => Encoding.UTF8.GetString(e.ToJson()) + "\n"));
}
