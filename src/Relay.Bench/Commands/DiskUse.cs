namespace Relay.Bench;

/// <summary>Measures the disk space of a folder.</summary>
static class DiskUse
{
    /// <summary>Bytes in the blocks of all files, as <c>du</c> counts them. A file with holes takes less than its length.</summary>
    public static long Of(string folder)
    {
        var sum = 0L;
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            sum += SystemCalls.AllocatedBytes(file);
        return sum;
    }
}
