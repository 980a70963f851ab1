namespace Relay.AspNetCore;

/// <summary>How large a cache may be in a process of this size.</summary>
static class ProcessShare
{
    /// <summary>One of so many parts of the memory that the process may use, and no more than is of use.</summary>
    internal static int Of(int parts, int atMost) =>
        (int)Math.Min(atMost, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / parts);
}
