namespace Relay.Repository.Tests;

public sealed class DockerfileTests
{
    /// <summary>The image restores packages before it has the code, so it needs the file of each project that the program consists of.</summary>
    [Fact]
    public void Every_project_of_the_program_is_there_when_packages_are_restored()
    {
        var copied = File.ReadAllLines(Path.Combine(RepositoryFolder.Path, "Dockerfile"))
            .Where(static line => line.StartsWith("COPY src/", StringComparison.Ordinal) && line.Contains(".csproj ", StringComparison.Ordinal))
            .Select(static line => line.Split(' ')[1]);
        var projects = Directory.GetFiles(Path.Combine(RepositoryFolder.Path, "src"), "*.csproj", SearchOption.AllDirectories)
            .Select(static path => Path.GetRelativePath(RepositoryFolder.Path, path).Replace('\\', '/'))
            .Where(static path => path != "src/Relay.Testing/Relay.Testing.csproj");

        Assert.Equal(projects.Order(StringComparer.Ordinal), copied.Order(StringComparer.Ordinal));
    }
}
