using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>The log as an operator sets it up by the section <c>Serilog</c> alone, with the settings that the page prints.</summary>
public sealed partial class LoggingTests : IDisposable
{
    /// <summary>A zone whose offset no machine has by chance.</summary>
    const string Zone = "Asia/Kolkata";

    /// <summary>The zone's offset; a machine without zones takes every one for UTC.</summary>
    static readonly string Offset = TimeZoneInfo.TryFindSystemTimeZoneById(Zone, out _) ? "+05:30" : "+00:00";

    /// <summary>Lets the test see when the relay runs.</summary>
    static readonly (string, string) AlsoConsole = ("Serilog__WriteTo__9__Name", "Console");

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_page_prints_the_settings_that_these_tests_run() => Assert.Equal(["file", "json", "console"], LogSettings.Names);

    [Fact]
    public async Task A_text_file_of_the_day_has_dates_and_the_offset_of_the_zone()
    {
        await RunAsync(_folder.Write("log.json", LogSettings.Of("file")), AlsoConsole);

        var file = Assert.Single(Directory.GetFiles(_folder.File("logs")));
        Assert.Matches(@"^relay-\d{8}\.log$", Path.GetFileName(file));
        var match = TextLine().Match(Assert.Single(await File.ReadAllLinesAsync(file), IsAnnouncement));
        Assert.True(match.Success);
        Assert.Equal(Offset, match.Groups["offset"].Value);
        AssertNow(DateTimeOffset.ParseExact(
            match.Groups["time"].Value, "yyyy-MM-dd HH:mm:ss.fff zzz", CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Each_line_of_a_JSON_file_is_an_object_with_its_time_in_UTC()
    {
        await RunAsync(_folder.Write("log.json", LogSettings.Of("json")), AlsoConsole);

        var file = Assert.Single(Directory.GetFiles(_folder.File("logs")));
        Assert.Matches(@"^relay-\d{8}\.jsonl$", Path.GetFileName(file));
        var lines = await File.ReadAllLinesAsync(file);
        Assert.Contains(lines, IsAnnouncement);
        foreach (var line in lines)
        {
            using var json = JsonDocument.Parse(line);
            var time = json.RootElement.GetProperty("@t").GetString()!;
            Assert.EndsWith("Z", time, StringComparison.Ordinal);
            AssertNow(DateTimeOffset.Parse(time, CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public async Task Text_on_the_console_has_dates_the_offset_and_the_source()
    {
        var line = await RunAsync(_folder.Write("log.json", LogSettings.Of("console")));

        Assert.Matches($@"^\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{{3}}{Regex.Escape(Offset)} INF relay: Listening on ", line);
    }

    [Fact]
    public async Task Files_rotate_by_size_and_only_the_newest_stay()
    {
        var config = _folder.Write("log.json", LogSettings.Of("json")
            .Replace("100000000", "400", StringComparison.Ordinal).Replace(": 14", ": 2", StringComparison.Ordinal));

        await RunAsync(
            config, AlsoConsole, ("Serilog__MinimumLevel__Default", "Debug"), ("Serilog__MinimumLevel__Override__Microsoft", "Debug"));

        var files = Directory.GetFiles(_folder.File("logs")).Select(Path.GetFileName).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(2, files.Count);
        Assert.All(files, static file => Assert.Matches(@"^relay-\d{8}_\d{3}\.jsonl$", file));
    }

    [Fact]
    public async Task What_a_buffered_file_holds_back_is_written_at_the_end()
    {
        var config = _folder.Write("log.json", LogSettings.Of("file"));

        await RunAsync(config, AlsoConsole, ("Serilog__WriteTo__0__Args__buffered", "true"));

        var file = Assert.Single(Directory.GetFiles(_folder.File("logs")));
        Assert.Contains(await File.ReadAllLinesAsync(file), IsAnnouncement);
    }

    [Theory]
    [InlineData("--Serilog:WriteTo:0:Name=Fiel", "relay: Serilog: Unable to find a method called Fiel.")]
    [InlineData("--Serilog:WriteTo:1:Name=File --Serilog:WriteTo:1:Args:pth=x.log", "relay: Serilog: Unable to find a method called File")]
    [InlineData("--Serilog:Enrich:0=WithNothing", "WithNothing")]
    [InlineData("--Serilog:MinimumLevel:Override:Relay=Loud", "Loud")]
    [InlineData("--Serilog:WriteTo:0:Args:restrictedToMinimumLevel=Loud", "Loud")]
    [InlineData("--Serilog:WriteTo:0:Args:formatter=No.Such.Formatter", "No.Such.Formatter")]
    public async Task A_section_that_makes_no_log_stops_the_start_with_a_line(string arguments, string words)
    {
        (await RelayProcess.RunAsync(_folder.Path, $"--urls http://127.0.0.1:0 {arguments}")).AssertFailedWith(words);
        Assert.False(Directory.Exists(_folder.File("data")));
    }

    [Fact]
    public async Task A_file_in_a_folder_that_cannot_be_made_stops_the_start_with_a_line()
    {
        var blocker = _folder.Write("blocker", "");

        var end = await RelayProcess.RunAsync(
            _folder.Path, $"--urls http://127.0.0.1:0 --Serilog:WriteTo:1:Name=File --Serilog:WriteTo:1:Args:path={blocker}/logs/a.log");

        end.AssertFailedWith($"relay: Serilog:WriteTo:1:Args:path is \"{blocker}/logs/a.log\", which cannot be written");
    }

    [Fact]
    public async Task Debug_says_why_a_connection_ended_with_the_code_and_how_long_it_lasted()
    {
        await using var relay = RelayProcess.Start(
            _folder.Path, ["--urls", "http://127.0.0.1:0", "--Serilog:MinimumLevel:Default=Debug", "--Relay:Limits:MaxMessageBytes=1024"]);
        var address = new UriBuilder(await relay.ListeningAsync()) { Scheme = "ws" }.Uri;

        await using (await RelayClient.ConnectAsync(address))
        {
            // Disposing of the client closes the connection.
        }
        await relay.LineAsync("Connection 1 is over after 0.");
        await using var large = await RelayClient.ConnectAsync(address);
        await large.SendAsync($"[\"REQ\",\"{new string('x', 2000)}\",{{}}]");

        await relay.LineAsync("s: the relay closed it with 1009: ");
    }

    /// <summary>Runs a relay that also logs to the console, stops it, and returns the line that announced it there.</summary>
    async Task<string> RunAsync(string config, params (string, string)[] environment)
    {
        await using var relay = RelayProcess.Start(
            _folder.Path, ["--urls", "http://127.0.0.1:0", "--config", config], [("TZ", Zone), .. environment]);
        string? line;
        do
            line = await relay.Output.ReadLineAsync().Within("the announcement");
        while (line is not null && !IsAnnouncement(line));
        await relay.SignalAsync("TERM");
        var end = await relay.EndAsync();
        Assert.Equal((0, ""), (end.ExitCode, end.Errors));
        return line!;
    }

    static bool IsAnnouncement(string line) => line.Contains("Listening on", StringComparison.Ordinal);

    static void AssertNow(DateTimeOffset time) =>
        Assert.InRange(time, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(1));

    [GeneratedRegex(@"^(?<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} (?<offset>[+-]\d\d:\d\d)) \[INF\] Listening on ")]
    private static partial Regex TextLine();
}
