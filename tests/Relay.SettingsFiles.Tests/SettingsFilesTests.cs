using System.Text.Json;
using Relay.Core;
using Relay.Nostr.Tests;

namespace Relay.SettingsFiles.Tests;

public sealed class SettingsFilesTests : IDisposable
{
    const string Command = "dotnet run --project tools/Relay.SettingsFiles";

    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("settings-files-");

    [Theory]
    [InlineData("appsettings.defaults.json")]
    [InlineData("appsettings.schema.json")]
    [InlineData("docs/options.md")]
    public void Committed_files_are_what_the_options_say(string name)
    {
        Assert.Equal(0, SettingsFilesProgram.Main([_folder.FullName]));

        var committed = File.ReadAllLines(Path.Combine(RepositoryFolder.Path, name));
        var made = File.ReadAllLines(Path.Combine(_folder.FullName, name));
        for (var i = 0; i < Math.Max(committed.Length, made.Length); i++)
        {
            var (old, now) = (committed.ElementAtOrDefault(i), made.ElementAtOrDefault(i));
            Assert.True(old == now, $"{name} is out of date; run {Command}\nline {i + 1} is:     {old}\nit should be: {now}");
        }
        Assert.True(
            File.ReadAllBytes(Path.Combine(RepositoryFolder.Path, name))
                .SequenceEqual(File.ReadAllBytes(Path.Combine(_folder.FullName, name))),
            $"{name} has other line breaks than the tool writes; run {Command}");
    }

    [Fact]
    public void The_page_and_the_guide_name_the_command()
    {
        foreach (var name in (string[])["docs/options.md", "CONTRIBUTING.md"])
            Assert.Contains($"`{Command}`", File.ReadAllText(Path.Combine(RepositoryFolder.Path, name)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_settings_file_leaves_the_address_to_whoever_starts_the_relay()
    {
        using var settings = JsonDocument.Parse(File.ReadAllText(Path.Combine(RepositoryFolder.Path, "appsettings.defaults.json")));

        Assert.False(settings.RootElement.TryGetProperty("Urls", out _));
        Assert.False(settings.RootElement.TryGetProperty("Kestrel", out _));
    }

    [Fact]
    public void Nothing_is_written_if_a_docstring_is_missing()
    {
        var sections = new OptionsSections().Add<SilentOptions>("Relay:Silent");

        Assert.Throws<DocstringException>(() => SettingsFiles.Write(_folder.FullName, sections));
        Assert.Empty(_folder.GetFileSystemInfos());
    }

    [Fact]
    public void More_than_one_folder_is_a_mistake()
    {
        Assert.Equal(2, SettingsFilesProgram.Main([_folder.FullName, _folder.FullName]));
        Assert.Empty(_folder.GetFileSystemInfos());
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
