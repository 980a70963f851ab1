using System.Text.Json;
using Relay.Testing;

namespace Relay.FunctionalTests;

public sealed class SettingsFilesTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("appsettings.json")]
    [InlineData("appsettings.schema.json")]
    [InlineData("docs/options.md")]
    public async Task Committed_files_are_what_the_options_say(string name)
    {
        var committed = File.ReadAllText(Path.Combine(Repository.Root, name));
        var result = await RelayProcess.RunAsync(_folder.Path, "options --write .");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(committed, File.ReadAllText(_folder.File(name)));
    }

    [Fact]
    public void The_settings_file_leaves_the_address_to_whoever_starts_the_relay()
    {
        using var settings = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "appsettings.json")));

        Assert.False(settings.RootElement.TryGetProperty("Urls", out _));
        Assert.False(settings.RootElement.TryGetProperty("Kestrel", out _));
    }

    public void Dispose() => _folder.Dispose();
}
