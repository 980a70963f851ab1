using System.Text.RegularExpressions;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>The settings that <c>docs/proxies.md</c> prints.</summary>
public sealed partial class ProxyPageTests : IDisposable
{
    static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "proxies.md"));

    readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names => [.. Block().Matches(Page).Select(static match => match.Groups["name"].Value)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_relay_takes_the_settings(string name)
    {
        var json = Block().Matches(Page).Single(match => match.Groups["name"].Value == name).Groups["json"].Value;

        var check = await RelayProcess.RunAsync(_folder.Path, $"config check --config {_folder.Write("settings.json", json)}");

        Assert.Equal((0, ""), (check.ExitCode, check.Errors));
    }

    [Fact]
    public void The_files_that_it_names_exist()
    {
        var files = Link().Matches(Page).Select(static match => match.Groups["file"].Value).Distinct().ToArray();

        Assert.True(files.Length >= 4, "the page links to few files");
        Assert.All(files, static file => Assert.True(File.Exists(Path.Combine(Repository.Root, "docs", file)), file));
    }

    [GeneratedRegex("<!-- proxy: (?<name>[a-z]+) -->\n```json\n(?<json>.*?)```\n", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("""\]\((?!https:)(?<file>[^)#]+)""")]
    private static partial Regex Link();
}
