using Relay.TestSupport;

namespace Relay.Storage.Sqlite.Tests;

public sealed class FailedReaderTests
{
    [Fact]
    public void A_reader_that_cannot_be_set_up_keeps_no_file_open()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "looks at the open files of the process");
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, SqliteFile.Name);
        File.WriteAllBytes(path, [.. Enumerable.Repeat((byte)'x', 8192)]);
        Assert.Throws<SqliteException>(() => SqliteFile.OpenToRead(path, TemporaryStore.Small));
        Assert.DoesNotContain(
            new DirectoryInfo("/proc/self/fd").GetFiles(),
            file => file.LinkTarget?.StartsWith(folder.Path, StringComparison.Ordinal) == true);
    }
}
