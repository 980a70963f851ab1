namespace Relay.Storage.Lmdb.Tests;

/// <summary>The file that keeps a part of the disk for removals.</summary>
public sealed class ReserveTests
{
    [Fact]
    public async Task A_reserve_that_is_not_wanted_any_more_is_given_back()
    {
        await using var test = TemporaryStore.Open(minFreeDiskMiB: 1);
        var reserve = Path.Combine(test.Path, "ballast");
        Assert.True(File.Exists(reserve));
        await test.CloseAsync();

        await using var other = TemporaryStore.Open();
        File.Move(reserve, Path.Combine(other.Path, "ballast"));
        await other.ReopenAsync();
        Assert.False(File.Exists(Path.Combine(other.Path, "ballast")));
    }
}
