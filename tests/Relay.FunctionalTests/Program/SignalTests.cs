using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>What signals do to a relay that runs.</summary>
public sealed class SignalTests : IDisposable
{
    static readonly string[] AnyPort = ["--urls", "http://127.0.0.1:0"];

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("TERM", "SIGTERM")]
    [InlineData("INT", "SIGINT (Ctrl+C)")]
    public async Task The_log_says_who_asked_for_the_end_and_how_long_it_took(string signal, string name)
    {
        await using var relay = RelayProcess.Start(_folder.Path, [.. AnyPort, "--Relay:Network:ShutdownSeconds=6"]);
        await relay.ListeningAsync();

        await relay.SignalAsync(signal);
        var end = await relay.EndAsync();

        Assert.Equal((0, ""), (end.ExitCode, end.Errors));
        Assert.Contains($"Stopping because of {name}: this takes 6 s at most", end.Output, StringComparison.Ordinal);
        Assert.Matches(@"Stopped in \d+\.\d s after it ran for 00:0\d:\d\d\r?\n$", end.Output);
    }

    [Fact]
    public async Task SIGHUP_opens_moved_log_files_again_and_the_relay_runs_on()
    {
        var log = _folder.File("relay.log");
        await using var relay = RelayProcess.Start(
            _folder.Path,
            [.. AnyPort, "--Serilog:WriteTo:0:Name=File", $"--Serilog:WriteTo:0:Args:path={log}", "--Serilog:WriteTo:9:Name=Console"]);
        var address = await relay.ListeningAsync();
        File.Move(log, log + ".1");

        await relay.SignalAsync("HUP");
        await relay.LineAsync("SIGHUP");

        Assert.Contains("SIGHUP", await File.ReadAllTextAsync(log), StringComparison.Ordinal);
        Assert.Contains("Listening on", await File.ReadAllTextAsync(log + ".1"), StringComparison.Ordinal);
        await using (await RelayClient.ConnectAsync(new UriBuilder(address) { Scheme = "ws" }.Uri))
            await relay.SignalAsync("TERM");
        Assert.Equal((0, ""), await ResultAsync(relay));
    }

    [Fact]
    public async Task A_log_folder_that_is_gone_at_SIGHUP_is_told_in_lines_and_used_again_at_the_next_one()
    {
        var folder = Directory.CreateDirectory(_folder.File("logs"));
        var log = Path.Combine(folder.FullName, "relay.log");
        await using var relay = RelayProcess.Start(
            _folder.Path,
            [.. AnyPort, "--Serilog:WriteTo:0:Name=File", $"--Serilog:WriteTo:0:Args:path={log}", "--Serilog:WriteTo:9:Name=Console"]);
        await relay.ListeningAsync();
        folder.Delete(recursive: true);
        await File.WriteAllTextAsync(folder.FullName, "");

        await relay.SignalAsync("HUP");
        await relay.LineAsync("SIGHUP");
        File.Delete(folder.FullName);
        folder.Create();
        await relay.SignalAsync("HUP");
        await relay.LineAsync("SIGHUP");
        await relay.SignalAsync("TERM");

        var (exitCode, errors) = await ResultAsync(relay);
        Assert.Equal(0, exitCode);
        Assert.Contains(log, errors, StringComparison.Ordinal);
        Assert.Contains("already exists", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        Assert.Contains("Stopping because of SIGTERM", await File.ReadAllTextAsync(log), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SIGHUP_reads_files_of_keys_at_once()
    {
        var author = new Author();
        var file = _folder.Write("allowed.txt", $"{new Author().Hex}\n{new Author().Hex}\n");
        await using var relay = RelayProcess.Start(_folder.Path, [.. AnyPort, $"--Relay:Policies:Authors:AllowedFiles:0={file}"]);
        await using var client = await RelayClient.ConnectAsync(new UriBuilder(await relay.ListeningAsync()) { Scheme = "ws" }.Uri);
        Assert.False((await client.PublishAsync(author.Note("too early"))).Accepted);
        // Shorter than before, so without the signal the relay would wait for ten seconds.
        _folder.Write("allowed.txt", $"nostr:{Nip19.EncodePublicKey(author.PublicKey.Span)}\n");

        await relay.SignalAsync("HUP");
        await relay.LineAsync("SIGHUP");
        Assert.Contains(file, await relay.Output.ReadLineAsync().Within("the line about the file"), StringComparison.Ordinal);

        Assert.True((await client.PublishAsync(author.Note("now"))).Accepted);
    }

    [Fact]
    public async Task Tests_stop_the_relay_by_SIGINT_also_where_a_shell_had_it_ignored()
    {
        var (program, arguments) = RelayProcess.Undisturbed(Repository.Program, AnyPort);
        await using var relay = RelayProcess.Start(
            "sh", _folder.Path, ["-c", "trap '' INT; exec \"$0\" \"$@\"", program, .. arguments]);
        await relay.ListeningAsync();

        await relay.SignalAsync("INT");

        Assert.Equal((0, ""), await ResultAsync(relay));
    }

    [Fact]
    public async Task A_relay_whose_terminal_is_closed_ends_well()
    {
        const string inTerminal = """
            import os, pty, sys
            child, terminal = pty.fork()
            if child == 0:
                os.execv(sys.argv[1], sys.argv[1:])
            seen = b""
            while b"Listening on" not in seen:
                seen += os.read(terminal, 4096)
            os.close(terminal)
            print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
            """;
        var log = _folder.File("relay.log");
        await using var python = RelayProcess.Start(
            "python3", _folder.Path,
            ["-c", inTerminal, Repository.Program, .. AnyPort, "--Serilog:WriteTo:1:Name=File", $"--Serilog:WriteTo:1:Args:path={log}"]);

        Assert.Equal("0", (await python.EndAsync()).Output.Trim());
        Assert.Contains(
            "Stopping because of SIGHUP (its terminal was closed)", await File.ReadAllTextAsync(log), StringComparison.Ordinal);
    }

    static async Task<(int, string)> ResultAsync(RelayProcess relay)
    {
        var end = await relay.EndAsync();
        return (end.ExitCode, end.Errors);
    }
}
