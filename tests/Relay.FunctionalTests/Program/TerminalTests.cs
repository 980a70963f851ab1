using System.Text;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>What commands draw and ask on a terminal.</summary>
public sealed class TerminalTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly Author _author = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("y", 0, "0\n")]
    [InlineData("yes", 0, "0\n")]
    [InlineData("n", 1, "3\n")]
    [InlineData("", 1, "3\n")]
    public async Task Delete_asks_and_takes_only_yes_for_yes(string answer, int exitCode, string left)
    {
        await FillAsync();
        await using var terminal = Start("delete", "{}");

        await terminal.AnswerAsync("Delete 3 events for good? [y/N] ", answer);

        Assert.Equal(exitCode, await terminal.EndAsync());
        Assert.Contains("3 events match in the store in ", terminal.Shown, StringComparison.Ordinal);
        Assert.Equal(left, (await RelayProcess.RunAsync(_folder.Path, "count {}")).Output);
    }

    [Fact]
    public async Task Ctrl_C_at_the_question_deletes_nothing()
    {
        await FillAsync();
        await using var terminal = Start("delete", "{}");
        await terminal.SeesAsync("[y/N] ");

        await terminal.TypeAsync(PseudoTerminal.CtrlC);

        Assert.NotEqual(0, await terminal.EndAsync());
        Assert.Equal("3\n", (await RelayProcess.RunAsync(_folder.Path, "count {}")).Output);
    }

    [Fact]
    public async Task A_relay_that_ends_while_the_question_stands_ends_the_question()
    {
        await FillAsync();
        await using var relay = RelayProcess.Start(_folder.Path, ["--urls=http://127.0.0.1:0"]);
        await relay.ListeningAsync();
        await using var terminal = Start("delete", "{}");
        await terminal.SeesAsync("[y/N] ");

        await relay.SignalAsync("TERM");

        await terminal.SeesAsync("relay: the relay ended before it answered");
        Assert.Equal(1, await terminal.EndAsync());
        Assert.Equal(0, (await relay.EndAsync()).ExitCode);
        Assert.Equal("3\n", (await RelayProcess.RunAsync(_folder.Path, "count {}")).Output);
    }

    [Fact]
    public async Task Top_draws_on_a_screen_of_its_own_and_leaves_it_at_Ctrl_C()
    {
        await using var relay = RelayProcess.Start(_folder.Path, ["--urls=http://127.0.0.1:0"]);
        await relay.ListeningAsync();
        await using var terminal = Start("top", "--seconds", "0.1");
        await terminal.SeesAsync("\e[?1049h");
        // Twice, in the same place.
        await terminal.SeesAsync("\e[Hrelay ");
        var drawn = await terminal.SeesAsync("\e[Hrelay ");

        await terminal.TypeAsync(PseudoTerminal.CtrlC);

        Assert.Equal(0, await terminal.EndAsync());
        Assert.EndsWith("\e[?25h\e[?1049l", terminal.Shown, StringComparison.Ordinal);
        Assert.All(drawn.Split("\r\n"), static line => Assert.True(line.Length <= 120 + "\e[K".Length));
    }

    [Fact]
    public async Task Top_shows_what_clients_choose_without_what_controls_a_terminal()
    {
        await using var relay = RelayProcess.Start(_folder.Path, ["--urls=http://127.0.0.1:0"]);
        await using var client = await RelayClient.ConnectAsync(new UriBuilder(await relay.ListeningAsync()) { Scheme = "ws" }.Uri);
        await client.ReqAsync("\e[2J\u009b31mred\u202e", """{"kinds":[1]}""");

        var top = await RelayProcess.RunAsync(_folder.Path, "top --count 1 --seconds 0.1");

        Assert.Contains("\uFFFD[2J\uFFFD31mred\uFFFD ", top.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', top.Output);
    }

    [Fact]
    public async Task Import_shows_a_bar_with_rate_and_remaining_time_on_a_terminal()
    {
        _folder.Write("events.jsonl", string.Concat(Enumerable.Range(0, 2000).Select(i => Line(i))));
        await using var terminal = Start("import", "events.jsonl");

        Assert.Equal(0, await terminal.EndAsync());
        Assert.Contains("importing ", terminal.Shown, StringComparison.Ordinal);
        Assert.Contains(" a second", terminal.Shown, StringComparison.Ordinal);
        Assert.Contains("2,000 stored", terminal.Shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NO_COLOR_takes_all_colours_away()
    {
        _folder.Write("events.jsonl", Line(1));
        await using var terminal = PseudoTerminal.Start(Repository.Program, _folder.Path, ["import", "events.jsonl"], ("NO_COLOR", "1"));

        Assert.Equal(0, await terminal.EndAsync());
        Assert.DoesNotMatch("\e\\[[0-9;]*[3-49][0-9]?(;[0-9;]*)?m", terminal.Shown);
    }

    async Task FillAsync() => await RelayProcess.RunAsync(
        _folder.Path, "import", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 3).Select(Line))));

    string Line(int i) => Encoding.UTF8.GetString(_author.Note($"note {i}").ToJson()) + "\n";

    PseudoTerminal Start(params string[] arguments) => PseudoTerminal.Start(Repository.Program, _folder.Path, arguments);
}
