using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>If the address space has no room for a map it is made smaller, and the operator is told once.</summary>
public sealed class AddressSpaceTests
{
    const long GiB = 1024 * 1024;

    [Fact]
    public async Task The_largest_map_that_may_be_asked_for_is_made_as_large_as_fits()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the address space of Linux");
        using var folder = new TemporaryFolder();
        var (lines, exitCode) = await OwnerProcess.RunAsync("map", folder.Path, "131072");

        Assert.Equal(0, exitCode);
        Assert.Equal("Stored", lines[0]);
        Assert.StartsWith(
            "Warning: The address space has no room for two maps of Relay:Store:Lmdb:MapSizeGiB = 131072: ", Assert.Single(lines[1..]),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_limit_of_the_process_makes_the_maps_smaller()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "a limit of Linux");
        using var folder = new TemporaryFolder();
        var lines = await OwnerProcess.RunLimitedAsync(700 * GiB, "map", folder.Path, "1024");

        Assert.Equal("Stored", lines[0]);
        Assert.StartsWith(
            "Warning: The address space has no room for two maps of Relay:Store:Lmdb:MapSizeGiB = 1024: ", Assert.Single(lines[1..]),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_map_that_fits_is_taken_without_a_word()
    {
        using var folder = new TemporaryFolder();
        var (lines, _) = await OwnerProcess.RunAsync("map", folder.Path, "1");
        Assert.Equal(["Stored"], lines);
    }
}
