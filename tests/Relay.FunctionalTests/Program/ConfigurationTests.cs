namespace Relay.FunctionalTests;

public sealed class ConfigurationTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task The_command_line_beats_the_environment_which_beats_files()
    {
        var config = _folder.Write("my.json", """{"Relay":{"Limits":{"MaxLimit":700,"MaxFilters":7,"MaxSubscriptions":70}}}""");

        var result = await RelayProcess.RunAsync(
            _folder.Path, $"options --config {config} --Relay:Limits:MaxLimit=900",
            environment: [("Relay__Limits__MaxLimit", "800"), ("Relay__Limits__MaxFilters", "8")]);

        Assert.Contains("\"MaxLimit\": 900", result.Output, StringComparison.Ordinal);
        Assert.Contains("\"MaxFilters\": 8", result.Output, StringComparison.Ordinal);
        Assert.Contains("\"MaxSubscriptions\": 70", result.Output, StringComparison.Ordinal);
        Assert.Contains("\"PingSeconds\": 50", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--Relay:Limits:MaxLimit=12")]
    [InlineData("--Relay:Limits:MaxLimit 12")]
    [InlineData("--relay:limits:maxlimit=12")]
    [InlineData("--set Relay:Limits:MaxLimit=12")]
    public async Task Keys_on_the_command_line_may_be_written_in_several_ways(string arguments)
    {
        var result = await RelayProcess.RunAsync(_folder.Path, $"options {arguments}");

        Assert.Contains("\"MaxLimit\": 12,", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_mistakes_are_told_at_once()
    {
        var result = await RelayProcess.RunAsync(
            _folder.Path,
            "options --Relay:Limts:MaxLimit=5 --Relay:PublicUrl=x --Relay:Store:Sync=Never --Weather:Rain=1 --Relay:Limits:MaxFilters");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal(
            [
                "relay: --Weather:Rain is unknown; keys begin with Relay:, Serilog:, Kestrel:",
                "relay: --Relay:Limits:MaxFilters needs a value: --Relay:Limits:MaxFilters=…",
                "relay: Relay:PublicUrl is \"x\", which is not an address such as wss://relay.example.com",
                "relay: Relay:Store:Sync is \"Never\", which is not one of EveryCommit, Interval",
                "relay: Relay:Limts:MaxLimit is unknown; did you mean Relay:Limits:MaxLimit?",
            ],
            result.ErrorLines);
    }

    [Theory]
    [InlineData("Relay__Limts__MaxLimit", "5", "relay: Relay:Limts:MaxLimit is unknown; did you mean Relay:Limits:MaxLimit?")]
    [InlineData("Relay__Limits__MaxLimit", "many", "relay: Relay:Limits:MaxLimit is \"many\", which is not a whole number")]
    public async Task Mistakes_in_the_environment_are_told(string name, string value, string line)
    {
        (await RelayProcess.RunAsync(_folder.Path, "options", environment: [(name, value)])).AssertFailedWith(line);
    }

    [Fact]
    public async Task Settings_for_several_relays_are_told_and_not_ignored()
    {
        var file = _folder.Write("several.json", """{ "Relays": { "private": { "PublicUrl": "wss://relay.example.com/private" } } }""");

        (await RelayProcess.RunAsync(_folder.Path, $"options --config {file}")).AssertFailedWith(
            "relay: Relays:private is for programs that embed several relays: this program runs one, which the section Relay configures");
    }

    [Fact]
    public async Task A_settings_file_that_is_missing_or_broken_is_told_in_a_line()
    {
        var broken = _folder.Write("broken.json", "{\"Relay\": ");

        (await RelayProcess.RunAsync(_folder.Path, "options --config missing.json")).AssertFailedWith("missing.json");
        (await RelayProcess.RunAsync(_folder.Path, $"options --config {broken}")).AssertFailedWith(broken);
    }

    public void Dispose() => _folder.Dispose();
}
