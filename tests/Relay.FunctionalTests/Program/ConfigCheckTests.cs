using System.Text.Json;

namespace Relay.FunctionalTests;

public sealed class ConfigCheckTests : IDisposable
{
    const string Mistakes = "--Relay:Limits:MaxLimit=0 --Kestrel:Certificates:Default:Path=none.pfx "
        + "--Relay:Policies:Authors:AllowedFiles=none.txt --Relay:Policies:Words:Files:0=none.txt --Relay:Policies:Plugin:Command=none "
        + "--Serilog:WriteTo:1:Name=File --Serilog:WriteTo:1:Args:path=blocker/a.log --Serilog:WriteTo:2:Name=Fiel";

    static readonly (string, string) WrongVariable = ("OTEL_EXPORTER_OTLP_ENDPOINT", "nonsense");

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Settings_without_mistakes_pass_and_nothing_is_left_behind()
    {
        var result = await RelayProcess.RunAsync(
            _folder.Path, "config check --Serilog:WriteTo:1:Name=File --Serilog:WriteTo:1:Args:path=logs/a.log");

        Assert.Equal((0, "No mistakes. Settings file: none\n", ""), (result.ExitCode, result.Output, result.Errors));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task All_mistakes_are_told_at_once_as_at_the_start()
    {
        _folder.Write("blocker", "");

        var check = await RelayProcess.RunAsync(_folder.Path, $"config check {Mistakes}", environment: [WrongVariable]);
        var run = await RelayProcess.RunAsync(_folder.Path, $"run --urls http://127.0.0.1:0 {Mistakes}", environment: [WrongVariable]);

        Assert.Equal((2, 1), (check.ExitCode, run.ExitCode));
        foreach (var lines in new[] { check.ErrorLines, run.ErrorLines })
        {
            Assert.Collection(
                lines,
                static line => Assert.Equal("relay: Relay:Limits:MaxLimit is 0, but must be from 1 to 1000000", line),
                line => Assert.Equal(Missing("Relay:Policies:Plugin:Command", "none"), line),
                static line => Assert.StartsWith(
                    "relay: Serilog:WriteTo:1:Args:path is \"blocker/a.log\", which cannot be written: ", line, StringComparison.Ordinal),
                static line => Assert.StartsWith("relay: Serilog: Unable to find a method called Fiel.", line, StringComparison.Ordinal),
                line => Assert.Equal(Missing("Relay:Policies:Authors:AllowedFiles", "none.txt"), line),
                line => Assert.Equal(Missing("Relay:Policies:Words:Files:0", "none.txt"), line),
                line => Assert.Equal(Missing("Kestrel:Certificates:Default:Path", "none.pfx"), line),
                static line => Assert.StartsWith("relay: OTEL_EXPORTER_OTLP_ENDPOINT is \"nonsense\"", line, StringComparison.Ordinal));
        }
        Assert.Equal(["blocker"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_a_mistake()
    {
        var broken = _folder.Write("broken.json", "{\"Relay\": ");

        var result = await RelayProcess.RunAsync(_folder.Path, $"config check --json --config {broken}");

        Assert.Equal(2, result.ExitCode);
        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal(broken, json.RootElement.GetProperty("file").GetString());
        var problem = Assert.Single(json.RootElement.GetProperty("problems").EnumerateArray());
        Assert.Contains(broken, problem.GetString(), StringComparison.Ordinal);
    }

    string Missing(string key, string file) => $"relay: {key} is \"{file}\", but there is no such file ({_folder.File(file)})";
}
