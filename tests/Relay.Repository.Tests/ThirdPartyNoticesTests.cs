using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Relay.Nostr.Tests;

namespace Relay.Repository.Tests;

/// <summary><c>THIRD-PARTY-NOTICES.md</c> lists the packages that the program contains, so a new package comes with its licence.</summary>
public sealed partial class ThirdPartyNoticesTests
{
    static readonly string Notices = File.ReadAllText(Path.Combine(RepositoryFolder.Path, "THIRD-PARTY-NOTICES.md"));

    [Fact]
    public void The_packages_beside_the_program_are_listed() => Assert.Equal(Shipped(), Listed("shipped"));

    [Fact]
    public void The_packages_that_projects_reference_are_listed()
    {
        var versions = Elements("Directory.Packages.props", "PackageVersion")
            .ToDictionary(static package => package.Attribute("Include")!.Value, static package => package.Attribute("Version")!.Value);
        var referenced = Directory
            .GetFiles(Path.Combine(RepositoryFolder.Path, "src"), "*.csproj", SearchOption.AllDirectories)
            .SelectMany(static path => Elements(path, "PackageReference"))
            .Select(static package => package.Attribute("Include")!.Value)
            .Distinct()
            .Select(name => $"{name} {versions[name]}");

        Assert.Equal(
            referenced.Except(Listed("shipped")).Order(StringComparer.Ordinal), Listed("framework"));
    }

    [Fact]
    public void Each_package_has_a_licence_and_an_address()
    {
        Assert.All(
            Row().Matches(Notices).Where(static row => row.Groups["name"].Value is not ("package" or "---")),
            static row =>
            {
                Assert.Contains(
                    row.Groups["licence"].Value,
                    (string[])["MIT", "Apache-2.0", "BSD-2-Clause", "OLDAP-2.8", "PostgreSQL", "public-domain"]);
                Assert.StartsWith("https://", row.Groups["project"].Value, StringComparison.Ordinal);
            });
    }

    /// <summary>What the build says that the program consists of, besides its own projects.</summary>
    static IEnumerable<string> Shipped()
    {
        // This test is built with the program, and in the same configuration: …/bin/Release/net10.0/.
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var path = Path.Combine(RepositoryFolder.Path, "src", "Relay.Server", "bin", configuration, "net10.0", "relay.deps.json");
        using var json = JsonDocument.Parse(File.ReadAllText(path));
        return
        [
            .. json.RootElement.GetProperty("libraries").EnumerateObject()
                .Where(static library => library.Value.GetProperty("type").GetString() == "package")
                .Select(static library => library.Name.Replace('/', ' '))
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>The names and versions in the table of this name.</summary>
    static IEnumerable<string> Listed(string table)
    {
        var start = Notices.IndexOf($"<!-- {table} -->", StringComparison.Ordinal);
        Assert.NotEqual(-1, start);
        var rows = Notices[start..Notices.IndexOf("\n\n", start, StringComparison.Ordinal)];
        return
        [
            .. Row().Matches(rows).Skip(2).Select(static row => $"{row.Groups["name"].Value} {row.Groups["version"].Value}")
                .Order(StringComparer.Ordinal),
        ];
    }

    static IEnumerable<XElement> Elements(string path, string name) =>
        XDocument.Load(Path.Combine(RepositoryFolder.Path, path)).Descendants(name);

    [GeneratedRegex(@"^\| (?<name>\S+) \| (?<version>\S+) \| (?<licence>\S+) \| (?<project>\S+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
