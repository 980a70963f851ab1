using Relay.Core;

namespace Relay.Storage.Lmdb.Tests;

public sealed class LibraryTests
{
    [Fact]
    public void The_library_of_the_tests_format_is_found()
    {
        LmdbLibrary.EnsureAvailable();
        LmdbLibrary.Use(LmdbFormat.Default);
        Assert.Equal(LmdbFormat.Default, LmdbLibrary.Format);
    }

    [Theory]
    [InlineData("0.9", "liblmdb0")]
    [InlineData("1.0", "glibc 2.38")]
    public void A_library_that_does_not_load_is_told_in_one_line_with_what_helps(string format, string help)
    {
        var error = Assert.Throws<StoreException>(
            () => LmdbLibrary.Load(LmdbFormat.Named(format), ["libno-such-lmdb.so.0", "no-such-lmdb"]));
        Assert.Contains(help, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_process_has_one_format()
    {
        LmdbLibrary.EnsureAvailable();
        var other = LmdbFormat.Default == LmdbFormat.Old ? LmdbFormat.New : LmdbFormat.Old;
        var error = Assert.Throws<StoreException>(() => LmdbLibrary.Use(other));
        Assert.Equal(
            $"This process has a store of the format of {LmdbFormat.Default} and cannot open one of {other}: all its stores need the same.",
            error.Message);
    }

    [Fact]
    public void A_format_that_there_is_not_is_refused() =>
        Assert.Equal(
            "Relay:Store:Lmdb:Format is 1.1, which is not 0.9 or 1.0.",
            Assert.Throws<StoreException>(() => LmdbFormat.Named("1.1")).Message);
}
