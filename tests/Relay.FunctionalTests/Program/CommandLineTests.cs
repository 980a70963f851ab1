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
    [InlineData("export --since never", "relay: --since never is neither a number of seconds nor a date")]
    [InlineData("export --author me", "relay: --author me is not a public key")]
    public async Task Typing_errors_are_told_in_a_line(string arguments, string start)
    {
        (await RelayProcess.RunAsync(_folder.Path, arguments)).AssertFailedWith(start);
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
        Assert.Matches("^[0-9]+\\.[0-9]+\\.[0-9]+\n$", version.Output);
    }

    public void Dispose() => _folder.Dispose();
}
