namespace Relay.FunctionalTests;

public sealed class CommandLineTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("serve", "relay: serve is not a command; the commands are ")]
    [InlineData("7447", "relay: 7447 is not a command; the commands are ")]
    [InlineData("import --bogus", "relay: --bogus is not an option")]
    [InlineData("run --bogus", "relay: Unrecognized command or argument '--bogus'.")]
    [InlineData("--bogus", "relay: Unrecognized command or argument '--bogus'.")]
    [InlineData("export --since never", "relay: --since never is no time: a time is in seconds since 1970")]
    [InlineData("export --author me", "relay: --author me is not a public key")]
    public async Task Typing_errors_are_told_in_a_line(string arguments, string start)
    {
        (await RelayProcess.RunAsync(_folder.Path, arguments)).AssertFailedWith(start, exitCode: 2);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task Help_and_version_are_given()
    {
        var help = await RelayProcess.RunAsync(_folder.Path, "--help");
        var version = await RelayProcess.RunAsync(_folder.Path, "--version");

        Assert.Equal((0, 0), (help.ExitCode, version.ExitCode));
        foreach (var command in new[] { "run", "import", "export", "info", "health", "bench", "key", "config" })
            Assert.Contains($"\n  {command} ", help.Output, StringComparison.Ordinal);
        Assert.Matches(
            "^relay [0-9]+\\.[0-9]+\\.[0-9]+( \\(commit [0-9a-f]{40}\\))?\n"
            + "\\.NET [^\n]+\nLMDB [0-9.]+\nSQLite [0-9.]+\nlibsecp256k1 [^\n]+\n$",
            version.Output);
    }

    [Theory]
    [InlineData("helth", "did you mean health?")]
    [InlineData("exprot", "did you mean export?")]
    [InlineData("run --prot 80", "did you mean --port?")]
    [InlineData("import --trused", "did you mean --trusted?")]
    [InlineData("export --autor me", "did you mean --author?")]
    [InlineData("info --confg x", "did you mean --config?")]
    [InlineData("bench --conections 5 ws://127.0.0.1:1/", "did you mean --connections?")]
    public async Task A_word_that_is_almost_right_is_suggested(string arguments, string suggestion) =>
        (await RelayProcess.RunAsync(_folder.Path, arguments)).AssertFailedWith(suggestion, exitCode: 2);

    [Theory]
    [InlineData("frobnicate")]
    [InlineData("run --frobnicate")]
    public async Task A_word_that_is_like_no_other_gets_no_suggestion(string arguments) =>
        Assert.DoesNotContain("did you mean", (await RelayProcess.RunAsync(_folder.Path, arguments)).Errors, StringComparison.Ordinal);

    [Theory]
    [InlineData("help", "--help")]
    [InlineData("help import", "import --help")]
    [InlineData("help key new", "key new --help")]
    public async Task The_word_help_gives_the_help_of_a_command(string words, string options)
    {
        var (help, same) = (await RelayProcess.RunAsync(_folder.Path, words), await RelayProcess.RunAsync(_folder.Path, options));

        Assert.Equal((0, ""), (help.ExitCode, help.Errors));
        Assert.Equal(same.Output, help.Output);
    }

    [Theory]
    [InlineData("run --port 70000", "relay: --port 70000 is not a port: expected a number from 0 to 65535")]
    [InlineData("run --port 80 --urls http://*:80", "relay: --port and --urls exclude each other")]
    public async Task A_port_that_makes_no_sense_is_told_in_a_line(string arguments, string start) =>
        (await RelayProcess.RunAsync(_folder.Path, arguments)).AssertFailedWith(start, exitCode: 2);

    public void Dispose() => _folder.Dispose();
}
