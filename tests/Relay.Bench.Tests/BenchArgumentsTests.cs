namespace Relay.Bench.Tests;

public sealed class BenchArgumentsTests
{
    const string Address = "ws://127.0.0.1:7777/";

    [Theory]
    [InlineData("", "no relay is given")]
    [InlineData("http://127.0.0.1/", "is not an address such as ws://")]
    [InlineData("ws://a --runs 0", "--runs must be at least 1")]
    [InlineData("ws://a --events 99", "--events must be at least 100")]
    [InlineData("ws://a --events many", "many")]
    [InlineData("ws://a --fanout 10,x", "--fanout: x is not a number of at least 1")]
    [InlineData("ws://a --growth 0", "--growth: 0 is not a number of at least 1")]
    [InlineData("ws://a --only sleep", "--only sleep: there is no such row; the names are all, import,")]
    [InlineData("ws://a --only memory", "--only memory needs --pid")]
    [InlineData("ws://a --only idle.deflate", "--only idle.deflate needs --pid")]
    [InlineData("ws://a --only import", "--only import needs --import-command")]
    [InlineData("ws://a --only import.trusted", "--only import.trusted needs --import-trusted-command")]
    [InlineData("ws://a --only export", "--only export needs --export-command")]
    [InlineData("ws://a --only start", "--only start needs --start-command")]
    [InlineData("ws://a --only disk", "--only disk needs --folder")]
    [InlineData("ws://a --folder /no/such/folder", "--folder /no/such/folder: there is no such folder")]
    [InlineData("ws://a --against-pid 1", "--against-pid needs --against")]
    [InlineData("ws://a --against ws://b --only memory --pid 1", "--only memory with --against needs --against-pid")]
    [InlineData("ws://a --corpus x --events 500", "--events cannot be used with --corpus")]
    [InlineData("--corpus x --write-events y", "--write-events cannot be used with --corpus")]
    public void What_cannot_be_done_is_told(string line, string problem)
    {
        var errors = BenchCommand.Create().Parse(Words(line)).Errors;
        Assert.Contains(errors, error => error.Message.Contains(problem, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Address)]
    [InlineData("--write-events -")]
    [InlineData("--compare a.json b.json --chart c.html")]
    [InlineData(Address + " --corpus x --only req,live.fanout*,connections")]
    [InlineData(Address + " --only start --start-command run")]
    public void What_can_be_done_is_taken(string line) => Assert.Empty(BenchCommand.Create().Parse(Words(line)).Errors);

    [Fact]
    public void Everything_given_is_read()
    {
        var arguments = new BenchArguments();
        var command = new System.CommandLine.Command("bench");
        arguments.AddTo(command);
        var settings = arguments.Read(command.Parse(Words(
            Address + " --against ws://b/ --pid 1 --against-pid 2 --folder . --import-command i --import-trusted-command t"
            + " --export-command e --start-command s --against-start-command q --fanout 5,6 --growth 7 --follows 800 --chart c"
            + " --only a,b")));
        Assert.Equal([1, 2], settings.Targets.Select(static target => target.Pid));
        Assert.Equal(".", settings.Targets[0].Folder);
        Assert.Equal(new TargetCommands { Import = "i", ImportTrusted = "t", Export = "e", Start = "s" }, settings.Targets[0].Commands);
        Assert.Equal(new TargetCommands { Start = "q" }, settings.Targets[1].Commands);
        Assert.Equal([5, 6], settings.Options.Fanout);
        Assert.Equal([7], settings.Options.Growth);
        Assert.Equal(800, settings.Corpus.Follows);
        Assert.Equal("c", settings.ChartFile);
        Assert.Equal(["a", "b"], settings.Only);
    }

    static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
