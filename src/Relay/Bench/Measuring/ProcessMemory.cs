using System.Globalization;

namespace Relay.Server;

/// <summary>The memory of a process, as Linux tells it.</summary>
/// <param name="Resident">All of its pages in memory, files included, in bytes.</param>
/// <param name="Anonymous">Those that belong to no file, in bytes.</param>
sealed record ProcessMemory(long Resident, long Anonymous)
{
    public static ProcessMemory Read(int pid)
    {
        long resident = 0, anonymous = 0;
        foreach (var line in File.ReadLines($"/proc/{pid}/status"))
        {
            if (line.StartsWith("VmRSS:", StringComparison.Ordinal))
                resident = Bytes(line);
            else if (line.StartsWith("RssAnon:", StringComparison.Ordinal))
                anonymous = Bytes(line);
        }
        return new ProcessMemory(resident, anonymous);
    }

    static long Bytes(string line) =>
        1024 * long.Parse(line.AsSpan(line.IndexOf(':', StringComparison.Ordinal) + 1).TrimEnd("kB"), CultureInfo.InvariantCulture);
}
