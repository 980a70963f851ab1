using System.Globalization;

namespace Relay.Server;

/// <summary>The memory that a process may use.</summary>
static class MemoryLimit
{
    /// <summary>The part of a control group's limit that the runtime uses for its heap by default.</summary>
    const double HeapPart = 0.75;

    /// <summary>
    /// Bytes for the process, by the limits of its control group and those around it (version 2), or as for this process if there is none.
    /// </summary>
    public static long Of(int? process)
    {
        var own = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return process is { } number && OfGroup(number) is { } limit ? Math.Min(own, limit) : own;
    }

    static long? OfGroup(int process)
    {
        try
        {
            const string Version2 = "0::";
            var group = File.ReadLines($"/proc/{process}/cgroup")
                .FirstOrDefault(static line => line.StartsWith(Version2, StringComparison.Ordinal));
            long? least = null;
            for (var path = group?[Version2.Length..].TrimStart('/'); !string.IsNullOrEmpty(path); path = Path.GetDirectoryName(path))
            {
                var file = $"/sys/fs/cgroup/{path}/memory.max";
                if (File.Exists(file) && long.TryParse(File.ReadAllText(file).Trim(), CultureInfo.InvariantCulture, out var limit))
                    least = Math.Min(least ?? long.MaxValue, (long)(limit * HeapPart));
            }
            return least;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
