using System.Text;
using System.Text.RegularExpressions;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>What <c>relay import</c> says that it did.</summary>
public sealed partial class ImportSummaryTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly Author _author = new();

    [Fact]
    public async Task Each_outcome_is_counted_and_explained()
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var deleted = _author.Note("deleted");
        NostrEvent[] events =
        [
            _author.Note("stored"), Tagged(["-"]), Event(0, "new profile", now - 10), Event(0, "old profile", now - 20),
            Event(5, "", now, ["e", deleted.Id.ToString()]), deleted, Tagged(["expiration", "1700000000"]),
            Event(1, "from tomorrow", now + 86_400), Event(20_001, "ephemeral", now),
            new Author().Event(62, "", now, ["relay", "wss://other"]),
        ];

        var import = await ImportAsync(Lines(events) + Lines(events[0]) + "nonsense\n[\"EOSE\",\"s\"]\n");

        Assert.Equal(0, import.ExitCode);
        Assert.Equal(
            $"""
            Read 13 events in T s, T a second, into the store in {_folder.File("data")}:
                       4 stored
                       1 of these protected (NIP-70): --skip-protected leaves them out
                       1 already stored
                       1 superseded: a newer version of the same replaceable event is stored
                       1 deleted: their authors have deleted them, or have asked to vanish
                       1 expired: they asked not to be kept any longer (NIP-40)
                       1 too far in the future (Relay:Limits:CreatedAtMaxSecondsAhead): --keep-future imports them
                       2 never stored: ephemeral events, messages without an event, requests to vanish by unknown keys
                       1 refused
                       1 bad: not valid events

            """,
            Times().Replace(import.Output, "T$1"));
        Assert.Equal("line 10: invalid: the request to vanish names other relays\nline 12: invalid: not valid JSON\n", import.Errors);
    }

    [Fact]
    public async Task Options_leave_protected_events_out_and_let_future_ones_in()
    {
        var future = Event(1, "from tomorrow", DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 86_400);

        var import = await ImportAsync(Lines(Tagged(["-"]), future), "--skip-protected --keep-future ");

        Assert.Equal(
            $"""
            Read 2 events in T s, T a second, into the store in {_folder.File("data")}:
                       1 stored
                       1 protected (NIP-70): left out

            """,
            Times().Replace(import.Output, "T$1"));
    }

    [Fact]
    public async Task A_backup_restores_all_events_without_an_option()
    {
        NostrEvent[] events =
            [_author.Note("open"), Tagged(["-"]), Event(0, "profile", 1_700_000_000), Event(5, "", 1_700_000_000, ["k", "1"])];
        await ImportAsync(Lines(events));
        var backup = await RelayProcess.RunAsync(_folder.Path, "export");

        await ImportAsync(backup.Output, "--Relay:Store:Path=restored ");
        var restored = await RelayProcess.RunAsync(_folder.Path, "export --Relay:Store:Path=restored");

        Assert.Equal(Lines(events), backup.Output);
        Assert.Equal(backup.Output, restored.Output);
    }

    [Fact]
    public async Task On_a_terminal_without_a_file_the_import_says_what_it_reads()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "needs the program script, which gives a terminal");

        await using var terminal = RelayProcess.Start(
            "/usr/bin/script", _folder.Path, ["-qec", $"'{Relay.TestSupport.Repository.Program}' import", "/dev/null"]);
        await terminal.LineAsync("Reading events from standard input, because no file is named. Ctrl+D ends the input.");
    }

    public void Dispose() => _folder.Dispose();

    Task<ProcessResult> ImportAsync(string file, string options = "") =>
        RelayProcess.RunAsync(_folder.Path, $"import {options}-", Encoding.UTF8.GetBytes(file));

    NostrEvent Tagged(string[] tag) => _author.Note("tagged", tags: tag);

    NostrEvent Event(int kind, string content, long at, params string[][] tags) => _author.Event(kind, content, at, tags);

    static string Lines(params IEnumerable<NostrEvent> events) =>
        string.Concat(events.Select(e => Encoding.UTF8.GetString(e.ToJson()) + "\n"));

    [GeneratedRegex("[0-9,.]+( s,| a second)")]
    private static partial Regex Times();
}
