namespace Relay.AspNetCore;

/// <summary>Scales caches to the memory of this process.</summary>
static class ProcessShare
{
    /// <summary>The given fraction of the memory that the process may use, in bytes, and at most the given bytes.</summary>
    public static int Of(int parts, int atMost) =>
        (int)Math.Min(atMost, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / parts);
}
