using System.Xml.Linq;
using Relay.Nostr.Tests;

namespace Relay.Repository.Tests;

/// <summary>
/// References go one way: the protocol, the relay above it, then policies and what stores share, then the stores and the web part, and the
/// program on top.
/// </summary>
public sealed class ProjectReferenceTests
{
    const string Program = "Relay.Server";

    static readonly Dictionary<string, XDocument> Projects = Directory
        .GetFiles(Path.Combine(RepositoryFolder.Path, "src"), "*.csproj", SearchOption.AllDirectories)
        .ToDictionary(path => Path.GetFileNameWithoutExtension(path), XDocument.Load);

    public static TheoryData<string> Names() => [.. Projects.Keys];

    [Fact]
    public void The_known_projects_are_there()
    {
        HashSet<string> known =
        [
            "Relay.Nostr", "Relay.Core", "Relay.Policies", "Relay.Storage.Postings", "Relay.Storage.Files", "Relay.Storage.Lmdb",
            "Relay.AspNetCore", "Relay.Testing", "Relay.Bench", Program,
        ];

        Assert.Superset(known, Projects.Keys.ToHashSet());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_project_references_only_what_lies_below_it(string name)
    {
        string[] allowed = name switch
        {
            "Relay.Nostr" => [],
            "Relay.Core" or "Relay.Bench" => ["Relay.Nostr"],
            "Relay.AspNetCore" => ["Relay.Nostr", "Relay.Core", "Relay.Policies"],
            "Relay.Storage.Postings" or "Relay.Storage.Files" or "Relay.Storage.Sql" => ["Relay.Nostr", "Relay.Core"],
            "Relay.Storage.Sqlite" => ["Relay.Nostr", "Relay.Core", "Relay.Storage.Sql", "Relay.Storage.Files"],
            "Relay.Storage.Postgres" or "Relay.Storage.MySql" => ["Relay.Nostr", "Relay.Core", "Relay.Storage.Sql"],
            _ when name.StartsWith("Relay.Storage.", StringComparison.Ordinal) =>
                ["Relay.Nostr", "Relay.Core", "Relay.Storage.Postings", "Relay.Storage.Files"],
            "Relay.Testing" => ["Relay.Nostr", "Relay.Core", "Relay.Policies", "Relay.AspNetCore", "Relay.Storage.Lmdb"],
            Program => [.. Projects.Keys.Where(static other => other is not Program and not "Relay.Testing")],
            _ => ["Relay.Nostr", "Relay.Core"],
        };

        var references = References(name, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path));
        Assert.Subset(allowed.ToHashSet(), references.ToHashSet());
    }

    [Fact]
    public void Policies_are_made_of_what_every_program_may_use()
    {
        foreach (var name in (string[])["Relay.Nostr", "Relay.Core"])
            Assert.DoesNotContain("Relay.Policies", References(name, "InternalsVisibleTo"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Only_the_web_part_and_what_runs_it_know_ASP_NET(string name)
    {
        if (name is Program or "Relay.AspNetCore" or "Relay.Testing")
            return;
        Assert.Equal("Microsoft.NET.Sdk", Projects[name].Root!.Attribute("Sdk")!.Value);
        Assert.DoesNotContain(References(name, "FrameworkReference"), IsOfAspNet);
        Assert.DoesNotContain(References(name, "PackageReference"), IsOfAspNet);

        static bool IsOfAspNet(string reference) => reference.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Only_the_program_knows_Serilog(string name)
    {
        if (name == Program)
            return;
        var packages = References(name, "PackageReference");
        Assert.DoesNotContain(packages, package => package.StartsWith("Serilog", StringComparison.Ordinal));
    }

    /// <summary>
    /// Programs that use only the protocol shall not get other people's code with it. Signatures are the exception, because nobody should
    /// write his own: libsecp256k1's files, so that none has to be installed, and managed code for machines on which no such file loads.
    /// </summary>
    [Fact]
    public void The_protocol_depends_on_nothing_but_the_framework_and_what_computes_signatures()
    {
        Assert.Equal(["NBitcoin.Secp256k1", "Secp256k1.Net"], References("Relay.Nostr", "PackageReference").Order(StringComparer.Ordinal));
        Assert.Empty(References("Relay.Nostr", "FrameworkReference"));
    }

    [Fact]
    public void Samples_reference_libraries_and_not_the_program()
    {
        var samples = Path.Combine(RepositoryFolder.Path, "samples");
        if (!Directory.Exists(samples))
            return;
        foreach (var path in Directory.GetFiles(samples, "*.csproj", SearchOption.AllDirectories))
        {
            var references = References(XDocument.Load(path), "ProjectReference").Select(Path.GetFileNameWithoutExtension);
            Assert.DoesNotContain(Program, references);
        }
    }

    static IEnumerable<string> References(string name, string type) => References(Projects[name], type);

    static IEnumerable<string> References(XDocument project, string type) =>
        project.Descendants(type).Select(reference => reference.Attribute("Include")?.Value.Replace('\\', '/')).OfType<string>();
}
