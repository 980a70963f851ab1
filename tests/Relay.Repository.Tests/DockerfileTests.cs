using Relay.Nostr.Tests;

namespace Relay.Repository.Tests;

public sealed class DockerfileTests
{
    static readonly string Folder = RepositoryFolder.Path;

    /// <summary>The image restores packages before it has the code, so it needs the file of each project of the program.</summary>
    [Fact]
    public void Every_project_of_the_program_is_there_when_packages_are_restored()
    {
        var copied = File.ReadAllLines(Path.Combine(Folder, "Dockerfile"))
            .Where(static line => line.StartsWith("COPY src/", StringComparison.Ordinal))
            .Select(static line => line.Split(' ')[1])
            .Where(static path => path.EndsWith(".csproj", StringComparison.Ordinal));
        var projects = Directory.GetFiles(Path.Combine(Folder, "src"), "*.csproj", SearchOption.AllDirectories)
            .Select(static path => Path.GetRelativePath(Folder, path).Replace('\\', '/'))
            .Where(static path => path != "src/Relay.Testing/Relay.Testing.csproj");

        Assert.Equal(projects.Order(StringComparer.Ordinal), copied.Order(StringComparer.Ordinal));
    }
}
