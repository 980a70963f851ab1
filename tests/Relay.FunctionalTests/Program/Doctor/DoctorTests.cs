using System.Diagnostics;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>The command <c>relay doctor</c> itself: its output, its exit codes and its end.</summary>
public sealed class DoctorTests : IDisposable
{
    const char Escape = '\u001b';

    readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Each_check_has_a_line_and_the_last_line_counts_them()
    {
        var end = await RelayProcess.RunAsync(_folder.Path, "doctor --urls http://127.0.0.1:0");
        var report = await DoctorRun.RunAsync(_folder.Path, ["--urls", "http://127.0.0.1:0"]);

        Assert.Equal((0, 0, ""), (end.ExitCode, report.ExitCode, end.Errors));
        var lines = end.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            report.Checks,
            lines[..^1].Where(static line => line[0] != ' ').Select(static line => line[9..].Split(':')[0]).Distinct());
        Assert.StartsWith($"{report.Checks.Length} checks: ", lines[^1], StringComparison.Ordinal);
        Assert.DoesNotContain(Escape, end.Output);
        // It leaves nothing behind.
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task A_problem_has_its_remedy_in_the_line_below()
    {
        var end = await RelayProcess.RunAsync(_folder.Path, "doctor --Relay:Limits:MaxLimit=0");

        Assert.Equal((1, ""), (end.ExitCode, end.Errors));
        Assert.StartsWith(
            "problem  settings: Relay:Limits:MaxLimit is 0, but must be from 1 to 1000000\n         -> Correct it.",
            end.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("doctor --clock-url relay.example.com", "relay: --clock-url relay.example.com is not an address such as")]
    [InlineData("doctor --jsn", "relay: --jsn is not an option; did you mean --json?")]
    public async Task Wrong_usage_is_told_in_a_line(string arguments, string line) =>
        (await RelayProcess.RunAsync(_folder.Path, arguments)).AssertFailedWith(line, exitCode: 2);

    [Fact]
    public async Task A_terminal_gets_colors_unless_NO_COLOR_is_set()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/script"), "script makes the terminal");
        string[] arguments = ["-qec", $"{Repository.Program} doctor --urls http://127.0.0.1:0", "/dev/null"];

        await using var colored = RelayProcess.Start("script", _folder.Path, arguments, ("TERM", "xterm"));
        await using var plain = RelayProcess.Start("script", _folder.Path, arguments, ("TERM", "xterm"), ("NO_COLOR", "1"));

        Assert.Contains($"{Escape}[32mok", (await colored.EndAsync()).Output, StringComparison.Ordinal);
        Assert.DoesNotContain($"{Escape}[3", (await plain.EndAsync()).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_never_answers_does_not_hold_up_its_end()
    {
        await using var silent = new RawServer(answer: null);
        await using var doctor = RelayProcess.Start(_folder.Path, ["doctor", "--urls", "http://127.0.0.1:0", "--clock-url", silent.Url]);
        await silent.AskedAsync();
        var began = Stopwatch.GetTimestamp();

        await doctor.SignalAsync("INT");

        (await doctor.EndAsync()).AssertFailedWith("stopped by a signal before it was done");
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, Deadline.Default);
    }

    public void Dispose() => _folder.Dispose();
}
