namespace Relay.Core;

/// <summary>How much memory this process may use.</summary>
static class ProcessMemory
{
    /// <summary>Bytes: what a container or the runtime's settings allow, else what the machine has.</summary>
    internal static long Available { get; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
}
