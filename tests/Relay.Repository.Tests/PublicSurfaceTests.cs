using System.Reflection;
using PublicApiGenerator;
using Relay.Nostr.Tests;

namespace Relay.Repository.Tests;

/// <summary>
/// What other people's code can use of the packages is written down in Surface/. A change of it shows in the same commit. To accept it,
/// run this class with <c>ACCEPT_SURFACE=1</c>.
/// </summary>
public sealed class PublicSurfaceTests
{
    static readonly string Folder = Path.Combine(RepositoryFolder.Path, "tests", "Relay.Repository.Tests", "Surface");

    public static TheoryData<string> Projects => [.. Packages.Projects];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Surface_is_the_one_that_is_written_down(string project)
    {
        var file = Path.Combine(Folder, project + ".txt");
        var surface = Assembly.Load(project).GeneratePublicApi(new ApiGeneratorOptions
        {
            IncludeAssemblyAttributes = false,
            // A namespace is no list of what is allowed.
            DenyNamespacePrefixes = [],
        }).ReplaceLineEndings("\n") + "\n";
        if (Environment.GetEnvironmentVariable("ACCEPT_SURFACE") == "1")
            File.WriteAllText(file, surface);

        var accepted = File.Exists(file) ? File.ReadAllText(file) : "";

        Assert.Equal(accepted.Split('\n'), surface.Split('\n'));
    }
}
