namespace Relay.Bench;

/// <summary>What a folder takes on the disk.</summary>
static class DiskUse
{
    /// <summary>Bytes of the blocks of all files, as <c>du</c> counts them: files with holes take less than their length.</summary>
    public static long Of(string folder)
    {
        var sum = 0L;
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            sum += SystemCalls.AllocatedBytes(file);
        return sum;
    }
}
