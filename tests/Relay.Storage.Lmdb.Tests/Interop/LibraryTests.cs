namespace Relay.Storage.Lmdb.Tests;

public sealed class LibraryTests
{
    [Fact]
    public void The_installed_library_is_found() => LmdbLibrary.EnsureAvailable();

    [Fact]
    public void A_missing_library_is_told_with_the_package_that_brings_it()
    {
        Assert.False(LmdbLibrary.TryLoad(["libno-such-lmdb.so.0", "no-such-lmdb"], out _));
        var error = Assert.Throws<DllNotFoundException>(LmdbLibrary.ThrowMissing);
        Assert.Contains("liblmdb0", error.Message, StringComparison.Ordinal);
    }
}
