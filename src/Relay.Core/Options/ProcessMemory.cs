namespace Relay.Core;

/// <summary>The memory that this process may use.</summary>
static class ProcessMemory
{
    /// <summary>Bytes: the limit of the container or of the runtime's settings, else the machine's memory.</summary>
    public static long Available { get; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
}
