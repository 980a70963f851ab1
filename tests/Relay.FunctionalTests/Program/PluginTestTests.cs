using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary><c>relay plugin test</c> shows what a plugin decides on the events of a file.</summary>
public sealed class PluginTestTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly Author _author = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_prints_each_verdict_in_the_order_of_the_file_and_the_sums()
    {
        var plugin = Plugin(
            """
            text = event["content"]
            if text == "spam": answer["action"], answer["msg"] = "reject", "no \x1b[31mspam"
            if text == "ghost": answer["action"] = "shadowReject"
            if request["sourceInfo"] != "192.0.2.1": answer["action"] = "reject"
            """);
        NostrEvent[] events = [_author.Note("fine"), _author.Note("spam"), _author.Event(20_001, "ghost")];

        var test = await RunAsync(events, "--command", plugin);

        Assert.Equal(
            $"accept  {events[0].Id}  kind 1\nreject  {events[1].Id}  kind 1  blocked: no \uFFFD[31mspam\n"
            + $"shadow  {events[2].Id}  kind 20001\n",
            test.Output);
        Assert.Matches("\n1 accept, 1 reject, 1 shadow; the longest answer took [0-9,]+ ms\n$", test.Errors);
        Assert.Equal(0, test.ExitCode);
        Assert.False(Directory.Exists(_folder.File("data")));
    }

    [Fact]
    public async Task It_prints_JSON_and_tells_the_plugin_the_address()
    {
        var plugin = Plugin("""if request["sourceInfo"] != "2001:db8::1": answer["action"] = "reject" """);
        var note = _author.Note("fine");

        var test = await RunAsync([note], "--command", plugin, "--json", "--address", "2001:db8::1");

        using var json = JsonDocument.Parse(test.Output);
        Assert.Equal(note.Id.ToString(), json.RootElement.GetProperty("id").GetString());
        Assert.Equal("accept", json.RootElement.GetProperty("verdict").GetString());
    }

    [Fact]
    public async Task An_event_without_an_answer_is_shown_and_fails_it()
    {
        var plugin = Plugin("""if event["content"] == "silence": continue""");

        var test = await RunAsync(
            [_author.Note("fine"), _author.Note("silence")], "--command", plugin, "--Relay:Policies:Plugin:TimeoutMilliseconds=8000");

        Assert.Equal(1, test.ExitCode);
        Assert.Contains("\nnone    ", test.Output, StringComparison.Ordinal);
        Assert.EndsWith("relay: the plugin left 1 events without an answer\n", test.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_that_says_error_is_an_answer_and_compressed_files_are_read_by_their_first_bytes()
    {
        var plugin = Plugin("""answer["action"], answer["msg"] = "reject", "error: my own reason" """);
        var compressed = new MemoryStream();
        await using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
            await gzip.WriteAsync(_author.Note("fine").ToJson());

        var test = await RelayProcess.RunAsync(_folder.Path, $"plugin test --command {plugin}", compressed.ToArray());

        Assert.Equal(0, test.ExitCode);
        Assert.StartsWith("reject  ", test.Output, StringComparison.Ordinal);
        Assert.EndsWith("error: my own reason\n", test.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_plugin_writes_to_its_errors_is_shown()
    {
        var plugin = Plugin("""print("thinking about " + event["content"], file=sys.stderr, flush=True)""");

        var test = await RunAsync([_author.Note("this")], "--command", plugin);

        Assert.Contains("thinking about this", test.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_takes_the_configured_plugin_and_refuses_what_is_none()
    {
        var plugin = Plugin("");
        var note = _author.Note("fine");

        Assert.StartsWith("accept", (await RunAsync([note], $"--Relay:Policies:Plugin:Command={plugin}")).Output, StringComparison.Ordinal);
        (await RunAsync([note])).AssertFailedWith("relay: there is no plugin to test: --command names one", exitCode: 2);
        (await RunAsync([note], "--command", "./missing")).AssertFailedWith("Relay:Policies:Plugin:Command is \"./missing\"");
    }

    [Fact]
    public async Task Lines_that_are_no_events_are_named()
    {
        var test = await RunAsync("nonsense\n", "--command", Plugin(""));

        Assert.Equal(1, test.ExitCode);
        Assert.StartsWith("line 1: invalid: ", test.Errors, StringComparison.Ordinal);
    }

    /// <summary>A plugin that accepts, unless these lines change its answer.</summary>
    string Plugin(string decide)
    {
        var path = _folder.File("policy.py");
        var lines = string.Concat(decide.Split('\n').Select(static line => $"    {line}\n"));
        File.WriteAllText(
            path,
            "#!/usr/bin/env python3\nimport json, sys\nfor line in sys.stdin:\n"
            + "    request = json.loads(line)\n    event = request[\"event\"]\n"
            + "    answer = {\"id\": event[\"id\"], \"action\": \"accept\"}\n" + lines + "    print(json.dumps(answer), flush=True)\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    Task<ProcessResult> RunAsync(NostrEvent[] events, params string[] arguments) =>
        RunAsync(string.Concat(events.Select(e => Encoding.UTF8.GetString(e.ToJson()) + "\n")), arguments);

    async Task<ProcessResult> RunAsync(string events, params string[] arguments)
    {
        _folder.Write("events.jsonl", events);
        await using var process = RelayProcess.Start(_folder.Path, ["plugin", "test", "events.jsonl", .. arguments]);
        return await process.EndAsync();
    }
}
