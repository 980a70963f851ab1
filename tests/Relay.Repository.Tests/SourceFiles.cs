using Relay.Nostr.Tests;

namespace Relay.Repository.Tests;

/// <summary>The C# files of the tree that people wrote.</summary>
static class SourceFiles
{
    /// <summary>Those of a folder of the tree, such as <c>src</c>.</summary>
    public static IEnumerable<string> Of(string folder) => Below(Path.Combine(RepositoryFolder.Path, folder));

    /// <summary>Those below a path.</summary>
    public static IEnumerable<string> Below(string path) =>
        Directory.EnumerateFiles(path, "*.cs", SearchOption.AllDirectories).Where(file => !IsBuilt(Path.GetRelativePath(path, file)));

    static bool IsBuilt(string path)
    {
        var parts = path.Split(Path.DirectorySeparatorChar);
        return parts.Contains("obj") || parts.Contains("bin");
    }
}
