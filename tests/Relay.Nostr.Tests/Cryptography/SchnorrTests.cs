namespace Relay.Nostr.Tests;

public sealed class SchnorrTests
{
    [Fact]
    public void An_installed_library_is_found() => Schnorr.EnsureAvailable();

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
