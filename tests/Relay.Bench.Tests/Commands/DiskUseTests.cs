namespace Relay.Bench.Tests;

public sealed class DiskUseTests
{
    [Fact]
    public void Holes_in_files_take_nothing_and_folders_within_count()
    {
        using var folder = new BenchFolder();
        using (var sparse = File.Create(Path.Combine(folder.Store, "sparse")))
            sparse.SetLength(100 << 20);
        Assert.InRange(DiskUse.Of(folder.Store), 0, 1 << 20);
        var within = Directory.CreateDirectory(Path.Combine(folder.Store, "within"));
        using (var full = new FileStream(Path.Combine(within.FullName, "full"), FileMode.Create))
        {
            full.Write(new byte[2 << 20]);
            full.Flush(flushToDisk: true);
        }
        Assert.InRange(DiskUse.Of(folder.Store), 2 << 20, 4 << 20);
    }
}
