using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>Which settings file the program reads, and where the paths in it begin.</summary>
public sealed class SettingsFileTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_first_file_of_the_stated_order_is_read_and_no_other()
    {
        var option = Write("option.json", 1);
        var variable = Write("variable.json", 2);
        var working = Write("appsettings.json", 3);
        var beside = CopyProgram();
        Write(Path.Combine("program", "appsettings.json"), 4);

        Assert.Equal((option, 1), await ReadAsync(beside, $"--config {option}", ("RELAY_CONFIG", variable)));
        Assert.Equal((variable, 2), await ReadAsync(beside, "", ("RELAY_CONFIG", "variable.json")));
        Assert.Equal((working, 3), await ReadAsync(beside, "", ("RELAY_CONFIG", "")));
        File.Delete(working);
        Assert.Equal((_folder.File("program/appsettings.json"), 4), await ReadAsync(beside, ""));
        File.Delete(_folder.File("program/appsettings.json"));
        Assert.Equal((null, 1000), await ReadAsync(beside, ""));
    }

    [Fact]
    public async Task A_file_that_a_variable_names_must_be_there()
    {
        var result = await RelayProcess.RunAsync(_folder.Path, "config", environment: [("RELAY_CONFIG", "missing.json")]);

        result.AssertFailedWith(_folder.File("missing.json"));
    }

    [Fact]
    public void A_build_writes_the_defaults_beside_the_program_and_not_the_operators_file()
    {
        var files = Directory.GetFiles(Path.GetDirectoryName(Repository.Program)!, "appsettings*").Select(Path.GetFileName);

        Assert.Equal(["appsettings.defaults.json", "appsettings.schema.json"], files.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_reference_sets_every_key_to_its_default()
    {
        var reference = Path.Combine(Repository.Root, "appsettings.defaults.json");

        var without = await RelayProcess.RunAsync(_folder.Path, "config");
        var with = await RelayProcess.RunAsync(_folder.Path, $"config --config {reference}");

        Assert.Equal(Values(without.Output), Values(with.Output));
        Assert.NotEmpty(Values(with.Output));

        static IEnumerable<string> Values(string output) =>
            output.Split('\n').Where(static line => !line.StartsWith('#')).Select(static line => line.Split("  # ")[0]);
    }

    [Fact]
    public async Task A_certificate_is_found_from_the_working_directory()
    {
        using var key = ECDsa.Create();
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        _folder.Write("certificate.pem", certificate.ExportCertificatePem());
        _folder.Write("key.pem", key.ExportPkcs8PrivateKeyPem());
        const string Endpoint = "--Kestrel:Endpoints:Web";

        await using var relay = RelayProcess.Start(
            _folder.Path,
            [
                $"{Endpoint}:Url=https://127.0.0.1:0", $"{Endpoint}:Certificate:Path=certificate.pem",
                $"{Endpoint}:Certificate:KeyPath=key.pem",
            ]);

        await relay.LineAsync("Listening on https://127.0.0.1:");
    }

    // The script with a compiler that does nothing, and a relay that says what it would do.
    [Fact]
    public async Task The_script_gives_the_relay_the_same_settings_with_and_without_arguments()
    {
        Directory.CreateDirectory(_folder.File(".ci"));
        Directory.CreateDirectory(_folder.File("artifacts/relay"));
        File.Copy(Path.Combine(Repository.Root, "run.sh"), _folder.File("run.sh"));
        File.Copy(Path.Combine(Repository.Root, ".ci", "native.sh"), _folder.File(".ci/native.sh"));
        WriteScript("dotnet", "exit 0");
        WriteScript("artifacts/relay/relay", $"exec {Repository.Program} config \"$@\"");

        var without = await RunScriptAsync();
        var with = await RunScriptAsync("--Relay:Limits:MaxFilters=5");

        Assert.Equal(
            without.Replace("MaxFilters = 100  # default", "MaxFilters = 5  # command line", StringComparison.Ordinal).Split('\n'),
            with.Split('\n'));
        Assert.Contains("\nUrls = \"http://*:7447\"  # default\n", without, StringComparison.Ordinal);
        Assert.Contains("\nRelay:Store:Path = \"data\"  # default\n", without, StringComparison.Ordinal);
        Assert.Contains($"# Relative paths begin at {_folder.Path}\n", without, StringComparison.Ordinal);
    }

    async Task<string> RunScriptAsync(params string[] arguments)
    {
        await using var script = RelayProcess.Start(
            "bash", "/", [_folder.File("run.sh"), .. arguments],
            ("PATH", $"{_folder.Path}:{Environment.GetEnvironmentVariable("PATH")}"));
        var end = await script.EndAsync();
        Assert.Equal(0, end.ExitCode);
        return end.Output;
    }

    void WriteScript(string name, string line)
    {
        var file = _folder.Write(name, $"#!/bin/sh\n{line}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    string Write(string name, int maxLimit) =>
        _folder.Write(name, $$"""{ "Relay": { "Limits": { "MaxLimit": {{maxLimit}}, "DefaultLimit": 1 } } }""");

    string CopyProgram()
    {
        var from = Path.GetDirectoryName(Repository.Program)!;
        var to = _folder.File("program");
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        return Path.Combine(to, "relay");
    }

    async Task<(string? File, int MaxLimit)> ReadAsync(string program, string arguments, params (string, string)[] environment)
    {
        await using var process = RelayProcess.Start(
            program, _folder.Path, ["config", "--json", .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)], environment);
        using var json = JsonDocument.Parse((await process.EndAsync()).Output);
        var limit = json.RootElement.GetProperty("settings").EnumerateArray().Single(
            static setting => setting.GetProperty("key").GetString() == "Relay:Limits:MaxLimit");
        return (json.RootElement.GetProperty("file").GetString(), limit.GetProperty("value").GetInt32());
    }
}
