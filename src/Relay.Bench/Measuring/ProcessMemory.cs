using System.Globalization;

namespace Relay.Bench;

/// <summary>The memory of a process, as Linux reports it.</summary>
/// <param name="Resident">Bytes of all its pages in memory, including those of files.</param>
/// <param name="Anonymous">Bytes of the pages that belong to no file.</param>
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

    /// <summary>The memory of a process; zero if the process is gone.</summary>
    public static ProcessMemory ReadOrNone(int pid)
    {
        try
        {
            return Read(pid);
        }
        catch (IOException)
        {
            return new ProcessMemory(0, 0);
        }
    }

    /// <summary>The most resident memory, in bytes, since the process began or since the peak was last reset.</summary>
    public static long ReadPeak(int pid)
    {
        foreach (var line in File.ReadLines($"/proc/{pid}/status"))
        {
            if (line.StartsWith("VmHWM:", StringComparison.Ordinal))
                return Bytes(line);
        }
        return 0;
    }

    static long Bytes(string line) =>
        1024 * long.Parse(line.AsSpan(line.IndexOf(':', StringComparison.Ordinal) + 1).TrimEnd("kB"), CultureInfo.InvariantCulture);
}
