namespace Relay.Nostr.Tests;

public sealed class SchnorrTests
{
    [Fact]
    public void A_library_is_found() => Schnorr.EnsureAvailable();

    [Fact]
    public void The_bundled_library_is_found_where_builds_and_publishing_put_it()
    {
        var file = Assert.Single(LibSecp256k1Resolver.BundledFiles());

        Assert.NotEqual(0, LibSecp256k1Resolver.Load([file]));
        Assert.Contains("libsecp256k1", SignatureLibraries.Native.Name, StringComparison.Ordinal);
        Assert.False(SignatureLibraries.Native.IsManaged);
    }

    [Fact]
    public void The_managed_library_says_that_it_is_managed()
    {
        Assert.True(SignatureLibraries.Managed.IsManaged);
        Assert.Contains("managed", SignatureLibraries.Managed.Name, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_library_is_refused_with_the_known_ones()
    {
        var exception = Assert.Throws<DllNotFoundException>(() => SignatureLibrary.Choose("openssl"));

        Assert.Equal("RELAY_SIGNATURE_LIBRARY is \"openssl\", which is not bundled, system or managed.", exception.Message);
    }

    [Fact]
    public void A_missing_library_is_one_line_that_names_the_package()
    {
        var exception = Assert.Throws<DllNotFoundException>(() => LibSecp256k1Resolver.Load(["libsecp256k1-of-no-system.so"]));

        Assert.Contains("libsecp256k1-1", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    [Fact]
    public void A_library_without_the_functions_in_use_counts_as_missing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "libc.so.6 stands for any other library");

        Assert.Throws<DllNotFoundException>(() => LibSecp256k1Resolver.Load(["libc.so.6"]));
    }
}
