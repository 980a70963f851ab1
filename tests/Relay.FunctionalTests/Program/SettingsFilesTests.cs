using System.Text.Json;
using System.Text.RegularExpressions;
using Relay.Testing;

namespace Relay.FunctionalTests;

public sealed class SettingsFilesTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("appsettings.json")]
    [InlineData("appsettings.schema.json")]
    [InlineData("README.md")]
    public async Task Committed_files_are_what_the_options_say(string name)
    {
        var committed = File.ReadAllText(Path.Combine(Repository.Root, name));
        // Only the README's table is written, between its marks; emptied here, so that the comparison means something.
        if (name == "README.md")
            _folder.Write(name, Regex.Replace(committed, "(?<=<!-- options:.*-->\n)[^<]*(?=<!-- end of options -->)", "\n"));

        var result = await RelayProcess.RunAsync(_folder.Path, "options --write .");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(committed, File.ReadAllText(_folder.File(name)));
    }

    [Fact]
    public async Task The_table_in_the_readme_is_written_anew()
    {
        const string Start = "before\n<!-- options: written by `relay options --write .` -->\n";
        _folder.Write("README.md", Start + "old table\n<!-- end of options -->\nafter\n");

        await RelayProcess.RunAsync(_folder.Path, "options --write .");
        var readme = File.ReadAllText(_folder.File("README.md"));

        Assert.StartsWith(Start, readme, StringComparison.Ordinal);
        Assert.EndsWith("<!-- end of options -->\nafter\n", readme, StringComparison.Ordinal);
        Assert.DoesNotContain("old table", readme, StringComparison.Ordinal);
        Assert.Contains("| `Relay:Store:Path` | `data` |", readme, StringComparison.Ordinal);
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
