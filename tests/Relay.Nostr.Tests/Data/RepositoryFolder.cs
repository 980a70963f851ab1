namespace Relay.Nostr.Tests;

/// <summary>The folder of the repository that this test program was built in.</summary>
static class RepositoryFolder
{
    public static string Path { get; } = Find();

    static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Relay.sln")))
                return folder.FullName;
        }
        throw new DirectoryNotFoundException("the tests run outside of a folder with Relay.sln");
    }
}
