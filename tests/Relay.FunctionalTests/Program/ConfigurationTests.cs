using System.Text.Json;
using Relay.Testing;

namespace Relay.FunctionalTests;

public sealed class ConfigurationTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task The_command_line_beats_the_environment_which_beats_files()
    {
        var config = _folder.Write("my.json", """{"Relay":{"Limits":{"MaxLimit":700,"MaxFilters":7,"MaxSubscriptions":70}}}""");

        var result = await RelayProcess.RunAsync(
            _folder.Path, $"config --config {config} --Relay:Limits:MaxLimit=900",
            environment: [("Relay__Limits__MaxLimit", "800"), ("Relay__Limits__MaxFilters", "8")]);

        Assert.Contains("\nRelay:Limits:MaxLimit = 900  # command line\n", result.Output, StringComparison.Ordinal);
        Assert.Contains(
            "\nRelay:Limits:MaxFilters = 8  # environment, Relay__Limits__MaxFilters\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("\nRelay:Limits:MaxSubscriptions = 70  # file\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("\nRelay:Network:PingSeconds = 50  # default\n", result.Output, StringComparison.Ordinal);
        Assert.StartsWith(
            $"# Settings file: {config}\n# Relative paths begin at {_folder.Path}\n", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--Relay:Limits:MaxLimit=12")]
    [InlineData("--Relay:Limits:MaxLimit 12")]
    [InlineData("--relay:limits:maxlimit=12")]
    [InlineData("--set Relay:Limits:MaxLimit=12")]
    public async Task Keys_on_the_command_line_may_be_written_in_several_ways(string arguments)
    {
        var result = await RelayProcess.RunAsync(_folder.Path, $"config {arguments}");

        Assert.Contains("\nRelay:Limits:MaxLimit = 12  # command line\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_mistakes_are_told_at_once()
    {
        var result = await RelayProcess.RunAsync(
            _folder.Path,
            "config --Relay:Limts:MaxLimit=5 --Relay:PublicUrl=x --Relay:Store:Sync=Never --Weather:Rain=1 --Relay:Limits:MaxFilters");

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
    [InlineData("Relay_Limits_MaxLimit", "5",
        "relay: Relay_Limits_MaxLimit in the environment is unknown: two underscores stand for each colon, as in Relay__Limits__MaxLimit")]
    [InlineData("RELAY_STORE_PATH", "x",
        "relay: RELAY_STORE_PATH in the environment is unknown: two underscores stand for each colon, as in RELAY__STORE__PATH")]
    [InlineData("Serilog_MinimumLevel", "Debug", "relay: Serilog_MinimumLevel in the environment is unknown: two underscores")]
    [InlineData("Relay__Limits__MaxLimit", "many", "relay: Relay:Limits:MaxLimit is \"many\", which is not a whole number")]
    public async Task Mistakes_in_the_environment_are_told(string name, string value, string line)
    {
        (await RelayProcess.RunAsync(_folder.Path, "config", environment: [(name, value)])).AssertFailedWith(line);
    }

    // What Kubernetes and Docker set for services with such names, and a variable of the compose file.
    [Theory]
    [InlineData("RELAY_SERVICE_HOST")]
    [InlineData("RELAY_PORT")]
    [InlineData("RELAY_STORE_PORT")]
    [InlineData("RELAY_HOST")]
    [InlineData("Limits__MaxLimit")]
    public async Task Variables_of_others_are_left_alone(string name)
    {
        Assert.Equal(0, (await RelayProcess.RunAsync(_folder.Path, "config", environment: [(name, "tcp://10.0.0.1:80")])).ExitCode);
    }

    [Fact]
    public async Task Keys_outside_of_all_sections_are_told_together_with_other_mistakes()
    {
        var config = _folder.Write("my.json", """
            {
              "$schema": "./appsettings.schema.json", "Urls": "http://*:1",
              "Limits": { "MaxLimit": 5, "Foo": 1 }, "Logging": { "LogLevel": "x" },
              "Kestrel": { "Limits": { "MaxConcurrentConnections": 1 } }, "Serilog": { "WritesTo": [] }, "Relay": { "Limits": { "Foo": 1 } }
            }
            """);

        var result = await RelayProcess.RunAsync(_folder.Path, $"config --config {config} --Network:PingSeconds=1");

        Assert.Equal(
            [
                "relay: --Network:PingSeconds is unknown; did you mean --Relay:Network:PingSeconds?",
                "relay: Limits:Foo is unknown; keys begin with Relay:, Serilog:, Kestrel:",
                "relay: Limits:MaxLimit is unknown; did you mean Relay:Limits:MaxLimit?",
                "relay: Logging:LogLevel is unknown; keys begin with Relay:, Serilog:, Kestrel:",
                "relay: Kestrel:Limits is unknown; the keys of Kestrel are Certificates, EndpointDefaults, Endpoints",
                "relay: Serilog:WritesTo is unknown; the keys of Serilog are AuditTo, Destructure, Enrich, Filter, FilterSwitches, "
                    + "LevelSwitches, MinimumLevel, Properties, Using, WriteTo",
                "relay: Relay:Limits:Foo is unknown; did you mean Relay:Limits?",
            ],
            result.ErrorLines);
    }

    [Fact]
    public async Task A_list_may_be_given_as_its_only_value()
    {
        var author = new Author();
        var file = _folder.Write("my.json", """{ "Relay": { "Network": { "TrustedProxies": "10.0.0.1" } } }""");

        var result = await RelayProcess.RunAsync(
            _folder.Path, $"config --config {file} --Relay:Policies:Authors:Allowed={author.Hex}",
            environment: [("Relay__Network__MetricsFrom", "10.0.0.2")]);

        Assert.Contains($"Relay:Policies:Authors:Allowed = [\"{author.Hex}\"]  # command line\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("Relay:Network:TrustedProxies = [\"10.0.0.1\"]  # file\n", result.Output, StringComparison.Ordinal);
        Assert.Contains(
            "Relay:Network:MetricsFrom = [\"10.0.0.2\"]  # environment, Relay__Network__MetricsFrom\n", result.Output,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("config")]
    [InlineData("config --json")]
    [InlineData("config check --json")]
    public async Task Secrets_are_not_shown(string command)
    {
        var result = await RelayProcess.RunAsync(
            _folder.Path, $"{command} --Relay:Telemetry:Headers=a=hunter2 --Kestrel:Certificates:Default:Password=hunter2");

        Assert.Equal(0, result.ExitCode);
        Assert.DoesNotContain("hunter2", result.Output, StringComparison.Ordinal);
        Assert.Equal(command.Contains("check", StringComparison.Ordinal) ? 0 : 2, result.Output.Split("(secret)").Length - 1);
    }

    [Fact]
    public async Task Every_key_has_its_meaning_and_JSON_says_the_same()
    {
        var text = await RelayProcess.RunAsync(_folder.Path, "config --explain");
        var json = await RelayProcess.RunAsync(
            _folder.Path, "config --json --explain", environment: [("RELAY__LIMITS__MAXLIMIT", "7")]);

        Assert.Contains(
            "\n# How many stored events a filter without a limit returns. At most MaxLimit. A filter that names ids, or authors and only "
            + "replaceable kinds, asks for no more than it names and gets up to MaxLimit.\nRelay:Limits:DefaultLimit = 500  # default\n",
            text.Output, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(json.Output);
        var settings = document.RootElement.GetProperty("settings").EnumerateArray().ToDictionary(
            static setting => setting.GetProperty("key").GetString()!);
        Assert.All(
            settings.Where(static setting => setting.Key.StartsWith("Relay:", StringComparison.Ordinal)),
            static setting => Assert.NotEmpty(setting.Value.GetProperty("meaning").GetString()!));
        Assert.Equal(
            """{"value":7,"from":"environment","variable":"RELAY__LIMITS__MAXLIMIT"}""",
            JsonSerializer.Serialize(new
            {
                value = settings["Relay:Limits:MaxLimit"].GetProperty("value"),
                from = settings["Relay:Limits:MaxLimit"].GetProperty("from"),
                variable = settings["Relay:Limits:MaxLimit"].GetProperty("variable"),
            }));
        Assert.Equal("default", settings["Urls"].GetProperty("from").GetString());
    }

    [Fact]
    public async Task Settings_for_several_relays_are_told_and_not_ignored()
    {
        var file = _folder.Write("several.json", """{ "Relays": { "private": { "PublicUrl": "wss://relay.example.com/private" } } }""");

        (await RelayProcess.RunAsync(_folder.Path, $"config --config {file}")).AssertFailedWith(
            "relay: Relays:private is for programs that embed several relays: this program runs one, which the section Relay configures");
    }

    [Fact]
    public async Task A_settings_file_that_is_missing_or_broken_is_told_in_a_line()
    {
        var broken = _folder.Write("broken.json", "{\"Relay\": ");

        (await RelayProcess.RunAsync(_folder.Path, "config --config missing.json")).AssertFailedWith("missing.json");
        (await RelayProcess.RunAsync(_folder.Path, $"config --config {broken}")).AssertFailedWith(broken);
    }

    public void Dispose() => _folder.Dispose();
}
