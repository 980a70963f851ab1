using Relay.Core;
using Relay.TestSupport;

namespace Relay.Storage.Files.Tests;

/// <summary>Relays of one process share no folder.</summary>
public sealed class StoreFoldersTests
{
    [Fact]
    public void A_folder_that_a_relay_has_is_given_to_no_other_however_it_is_spelled()
    {
        using var folder = new TemporaryFolder();
        var link = folder.Path + ".link";
        Directory.CreateSymbolicLink(link, folder.Path);
        try
        {
            var folders = new StoreFolders();
            folders.Take(Path.Combine(folder.Path, "a"), "news");
            folders.Take(Path.Combine(folder.Path, "b"), "news");
            var error = Assert.Throws<StoreException>(() => folders.Take(Path.Combine(link, "x", "..", "a") + "/", null));
            var a = Path.Combine(StoreFolders.NameOf(folder.Path), "a");
            Assert.Equal(
                $"the default relay cannot have its store in {a}, where the relay news has it: relays share no store", error.Message);
            error = Assert.Throws<StoreException>(() => folders.Take(Path.Combine(folder.Path, "a"), "news"));
            Assert.Equal($"the relay news cannot have two stores in {a}", error.Message);
        }
        finally
        {
            Directory.Delete(link);
        }
    }
}
