using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>Commands that work on the store, through the relay that runs on it or, if there is none, alone.</summary>
public sealed class ControlCommandTests : IDisposable
{
    const string Listen = "--urls=http://127.0.0.1:0";

    readonly TemporaryFolder _folder = new();
    readonly Author _author = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Scan_prints_what_matches_newest_first_and_count_counts_it(bool withRelay)
    {
        var (old, recent) = (_author.Note("old", at: 1_600_000_000), _author.Note("new", at: 1_700_000_000));
        var (id, npub) = (Nip19.EncodeNote(recent.Id.Span), Nip19.EncodePublicKey(_author.Key.PublicKey));
        await using var relay = await StoreAsync(withRelay, old, recent, _author.Event(7, "+"));

        Assert.Equal(Lines(recent, old), (await RunAsync("scan", """{"kinds":[1]}""")).Output);
        Assert.Equal(Lines(recent), (await RunAsync("scan", """{"kinds":[1],"limit":1}""")).Output);
        Assert.Equal(Lines(old), (await RunAsync("scan", """{"kinds":[1],"until":"2021-01-01"}""")).Output);
        Assert.Equal(Lines(recent, old), (await RunAsync("scan", $$"""["REQ","x",{"ids":["{{id}}"]},{"until":1600000000}]""")).Output);
        Assert.Equal(Lines(old), (await PipeAsync("scan", """{"until":1600000000}""")).Output);
        Assert.Equal("", (await RunAsync("scan", """{"kinds":[9]}""")).Output);
        Assert.Equal("3\n", (await RunAsync("count", "{}")).Output);
        Assert.Equal("1\n", (await RunAsync("count", $$"""{"authors":["{{npub}}"],"kinds":[7]}""")).Output);
        Assert.Equal(2, Json(await RunAsync("count", "--json", """{"kinds":[1]}""")).GetProperty("events").GetInt64());
    }

    [Fact]
    public async Task Scan_prints_private_events_too()
    {
        var message = _author.Event(4, "secret", tags: ["p", new Author().Hex]);
        await using var relay = await StoreAsync(withRelay: true, message);

        Assert.Equal(Lines(message), (await RunAsync("scan", """{"kinds":[4]}""")).Output);
    }

    [Theory]
    [InlineData("{\"kindz\":[1]}", "relay: the filter {\"kindz\":[1]} cannot be used: unsupported: ")]
    [InlineData("{\"since\":\"soon\"}", "relay: the filter has since \"soon\", but a time is ")]
    [InlineData("{\"authors\":[\"npub1xx\"]}", "relay: the filter has \"npub1xx\" in authors, which ")]
    [InlineData("{\"ids\":[\"nsec1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe5\"]}", "relay: the filter has \"nsec1")]
    [InlineData("kinds:1", "relay: the filter is no JSON; put it in single quotes, ")]
    [InlineData("5", "relay: the filter is 5, but must be an object")]
    [InlineData("[5]", "relay: the filter has 5 in the place of a filter")]
    [InlineData("", "relay: the filter is empty; {} matches every event")]
    public async Task A_wrong_filter_is_told_in_a_line(string filter, string start)
    {
        foreach (var command in new[] { "scan", "count", "delete" })
            (await RunAsync(command, filter)).AssertFailedWith(start, exitCode: 2);
    }

    [Theory]
    [InlineData("scan")]
    [InlineData("count")]
    [InlineData("delete")]
    public async Task Without_a_store_they_say_so_and_make_none(string command)
    {
        (await RunAsync(command, "{}")).AssertFailedWith("There is no store in ");
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Delete_shows_what_matches_and_deletes_it_only_when_confirmed(bool withRelay)
    {
        var (note, reaction) = (_author.Note("stays"), _author.Event(7, "+", at: 1_600_000_000));
        await using var relay = await StoreAsync(withRelay, note, reaction);

        var unconfirmed = await RunAsync("delete", """{"kinds":[7]}""");
        Assert.Equal("2\n", (await RunAsync("count", "{}")).Output);
        var deleted = await RunAsync("delete", "--yes", """{"kinds":[7]}""");

        unconfirmed.AssertFailedWith("relay: nothing was deleted: without a terminal, --yes confirms", exitCode: 2);
        Assert.Matches(
            $"^1 events match in {(withRelay ? "the running relay, whose store is" : "the store")} in [^\n]+\n +1 of kind 7\n"
            + "created from 2020-09-13 12:26:40Z to 2020-09-13 12:26:40Z\n1 events deleted\n$", deleted.Output);
        Assert.Equal(Lines(note), (await RunAsync("scan", "{}")).Output);
        // No trace is left: the same event may come again.
        await PipeAsync("import", Lines(reaction));
        Assert.Equal("2\n", (await RunAsync("count", "{}")).Output);
    }

    [Fact]
    public async Task Delete_by_age_takes_older_events_only()
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var (old, recent) = (_author.Note("old", at: now - 40 * 86400), _author.Note("recent", at: now - 20 * 86400));
        await using var relay = await StoreAsync(withRelay: false, old, recent);

        var deleted = Json(await RunAsync("delete", "--age", "30d", "--yes", "--json", "{}"));

        Assert.Equal((1, 1), (deleted.GetProperty("events").GetInt64(), deleted.GetProperty("deleted").GetInt64()));
        Assert.Equal(Lines(recent), (await RunAsync("scan", "{}")).Output);
        (await RunAsync("delete", "--age", "old", "{}")).AssertFailedWith("relay: --age old is no length of time", exitCode: 2);
        // A filter's own bound holds if it is earlier.
        var none = await RunAsync("delete", "--age", "1d", "--yes", """{"until":5}""");
        Assert.Contains("0 events match", none.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_by_age_reads_filters_from_standard_input_too()
    {
        var (note, reaction) = (_author.Note("stays", at: 1_600_000_000), _author.Event(7, "+", at: 1_600_000_000));
        await using var relay = await StoreAsync(withRelay: false, note, reaction);

        var deleted = await PipeAsync("delete --age 1d --yes", """{"kinds":[7]}""");
        (await PipeAsync("delete --age 1d --yes", "")).AssertFailedWith("relay: the filter is empty", exitCode: 2);

        Assert.Contains("1 events deleted", deleted.Output, StringComparison.Ordinal);
        Assert.Equal(Lines(note), (await RunAsync("scan", "{}")).Output);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Delete_takes_what_it_shows_also_if_filters_overlap(bool withRelay)
    {
        await using var relay = await StoreAsync(withRelay, [.. Enumerable.Range(0, 20).Select(i => _author.Note($"{i}"))]);

        var deleted = await RunAsync("delete", "--yes", """{"limit":5}""", """{"kinds":[1],"limit":5}""");

        Assert.StartsWith("5 events match", deleted.Output, StringComparison.Ordinal);
        Assert.EndsWith("\n5 events deleted\n", deleted.Output, StringComparison.Ordinal);
        Assert.Equal("15\n", (await RunAsync("count", "{}")).Output);
    }

    [Theory]
    [InlineData("top --count x", "relay: --count x is no number from 1 to 2147483647")]
    [InlineData("top --count 99999999999", "relay: --count 99999999999 is no number from 1 to ")]
    [InlineData("top --seconds 0,5", "relay: --seconds 0,5 is no number from 0.1 to 3600")]
    [InlineData("top --top 1.5", "relay: --top 1.5 is no number from 0 to 100")]
    [InlineData("count --jsn {}", "relay: --jsn is not an option; did you mean --json?")]
    [InlineData("count --yes {}", "relay: --yes is not an option")]
    [InlineData("delete --yes --age 1d {\"until\":1,\"until\":2}", "relay: the filter has until twice")]
    public async Task Typing_errors_are_told_in_a_line(string arguments, string start) =>
        (await RelayProcess.RunAsync(_folder.Path, arguments)).AssertFailedWith(start, exitCode: 2);

    [Theory]
    [InlineData("reload")]
    [InlineData("drain")]
    [InlineData("top")]
    public async Task Commands_for_a_relay_that_runs_say_when_none_does(string command) =>
        (await RunAsync(command)).AssertFailedWith("No relay runs on the store in ");

    [Fact]
    public async Task Reload_reads_files_of_keys_again_and_opens_log_files_again()
    {
        var newcomer = new Author();
        _folder.Write("members.txt", _author.Hex + "\n");
        await using var relay = RelayProcess.Start(
            _folder.Path,
            [
                Listen, "--Relay:Policies:Authors:AllowedFiles=members.txt", "--Serilog:WriteTo:1:Name=File",
                "--Serilog:WriteTo:1:Args:path=relay.log",
            ]);
        var url = new UriBuilder(await relay.ListeningAsync()) { Scheme = "ws" }.Uri;
        await using var client = await RelayClient.ConnectAsync(url);
        Assert.False((await client.PublishAsync(newcomer.Note("too early"))).Accepted);
        _folder.Write("members.txt", $"{_author.Hex}\n{newcomer.Hex}\n");
        File.Move(_folder.File("relay.log"), _folder.File("relay.log.1"));

        var reload = await RunAsync("reload");

        Assert.Equal((0, ""), (reload.ExitCode, reload.Errors));
        Assert.True((await client.PublishAsync(newcomer.Note("a member"))).Accepted);
        Assert.Contains("relay reload: ", await File.ReadAllTextAsync(_folder.File("relay.log")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drain_closes_connections_and_takes_no_more_until_it_is_undone()
    {
        await using var relay = RelayProcess.Start(_folder.Path, [Listen]);
        var address = await relay.ListeningAsync();
        var url = new UriBuilder(address) { Scheme = "ws" }.Uri;
        await using var client = await RelayClient.ConnectAsync(url);
        using var http = new HttpClient();

        var drain = await RunAsync("drain", "--over", "0s");

        Assert.StartsWith("The relay has closed 1 connections and takes no more", drain.Output, StringComparison.Ordinal);
        await client.ClosedAsync();
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, client.CloseStatus);
        Assert.Equal("the relay is draining: connect again", client.CloseReason);
        var health = await http.GetAsync(new Uri(address, "/health"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        Assert.Equal("""{"status":"draining"}""", await health.Content.ReadAsStringAsync());
        await Assert.ThrowsAsync<WebSocketException>(() => RelayClient.ConnectAsync(url));

        Assert.Equal("The relay takes connections again.\n", (await RunAsync("drain", "--undo")).Output);
        await using var again = await RelayClient.ConnectAsync(url);
        Assert.Equal("""{"status":"ok"}""", await http.GetStringAsync(new Uri(address, "/health")));
    }

    [Fact]
    public async Task Drain_that_is_given_up_is_taken_back()
    {
        await using var relay = RelayProcess.Start(_folder.Path, [Listen]);
        var url = new UriBuilder(await relay.ListeningAsync()) { Scheme = "ws" }.Uri;
        // The first one is closed at once, the others later.
        await using var first = await RelayClient.ConnectAsync(url);
        await using var second = await RelayClient.ConnectAsync(url);
        await using var drain = RelayProcess.Start(_folder.Path, ["drain", "--over", "1h"]);
        await relay.LineAsync("Draining: no more connections are taken");

        await drain.SignalAsync("INT");

        Assert.Equal(1, (await drain.EndAsync()).ExitCode);
        await relay.LineAsync("No longer draining");
        await using var third = await RelayClient.ConnectAsync(url);
    }

    [Fact]
    public async Task Undo_ends_a_drain_that_is_under_way_and_there_is_one_drain_at_a_time()
    {
        await using var relay = RelayProcess.Start(_folder.Path, [Listen]);
        var url = new UriBuilder(await relay.ListeningAsync()) { Scheme = "ws" }.Uri;
        await using var first = await RelayClient.ConnectAsync(url);
        await using var second = await RelayClient.ConnectAsync(url);
        await using var drain = RelayProcess.Start(_folder.Path, ["drain", "--over", "1h"]);
        await relay.LineAsync("Draining: no more connections are taken");

        (await RunAsync("drain", "--over", "0s")).AssertFailedWith(
            "relay: the relay is draining already; relay drain --undo takes it back");
        Assert.Equal("The relay takes connections again.\n", (await RunAsync("drain", "--undo")).Output);

        (await drain.EndAsync()).AssertFailedWith("relay: another command has taken the drain back");
        await using var third = await RelayClient.ConnectAsync(url);
        // One of the two was closed at once. The other one stays.
        var left = first.CloseStatus is null && (await Record.ExceptionAsync(() => first.QueryAsync("{}"))) is null ? first : second;
        Assert.Empty((await left.QueryAsync("{}")).Events);
    }

    [Fact]
    public async Task Top_prints_each_look_in_a_pipe_and_names_what_costs()
    {
        await using var relay = RelayProcess.Start(_folder.Path, [Listen]);
        var url = new UriBuilder(await relay.ListeningAsync()) { Scheme = "ws" }.Uri;
        await using var client = await RelayClient.ConnectAsync(url);
        await client.ReqAsync("costly", """{"kinds":[1],"#t":["a","b","c"]}""");

        var text = await RunAsync("top", "--count", "2", "--seconds", "0.1");
        var json = Json(await RunAsync("top", "--count", "1", "--seconds", "0.1", "--json"));

        Assert.Equal(2, text.Output.Split("connections ").Length - 1);
        Assert.Matches(" 1 open ", text.Output);
        Assert.DoesNotContain('\e', text.Output);
        var costly = Assert.Single(json.GetProperty("topSubscriptions").EnumerateArray());
        Assert.Equal(4, costly.GetProperty("stepsPerEvent").GetInt32());
        Assert.Equal("127.0.0.1", Assert.Single(json.GetProperty("topClients").EnumerateArray()).GetProperty("address").GetString());
        (await RunAsync("top", "--seconds", "0.01")).AssertFailedWith("relay: --seconds 0.01 is no number from 0.1 to 3600", exitCode: 2);
        (await RunAsync("top", "--top", "101")).AssertFailedWith("relay: --top 101 is no number from 0 to 100", exitCode: 2);
    }

    [Fact]
    public async Task Top_ends_when_the_program_that_reads_it_has_enough()
    {
        await using var relay = RelayProcess.Start(_folder.Path, [Listen]);
        await relay.ListeningAsync();

        await using var shell = RelayProcess.Start(
            "bash", _folder.Path, ["-c", $"{{ '{Repository.Program}' top --seconds 0.1; echo \"exit code $?\" >&2; }} | head -n 1"]);

        Assert.Equal("exit code 0\n", (await shell.EndAsync()).Errors);
    }

    /// <summary>Stores events, and leaves a relay running on the store if asked to.</summary>
    async Task<RelayProcess?> StoreAsync(bool withRelay, params NostrEvent[] events)
    {
        var relay = withRelay ? RelayProcess.Start(_folder.Path, [Listen]) : null;
        if (relay is not null)
            await relay.ListeningAsync();
        Assert.Equal(0, (await PipeAsync("import", Lines(events))).ExitCode);
        return relay;
    }

    async Task<ProcessResult> RunAsync(string command, params string[] arguments)
    {
        await using var process = RelayProcess.Start(_folder.Path, [command, .. arguments]);
        return await process.EndAsync();
    }

    Task<ProcessResult> PipeAsync(string command, string input) =>
        RelayProcess.RunAsync(_folder.Path, command, Encoding.UTF8.GetBytes(input));

    static JsonElement Json(ProcessResult result) => JsonDocument.Parse(result.Output).RootElement;

    static string Lines(params IEnumerable<NostrEvent> events) =>
        string.Concat(events.Select(e => Encoding.UTF8.GetString(e.ToJson()) + "\n"));
}
