using System.Globalization;

namespace Relay.Bench;

/// <summary>The processor time of a process, as Linux tells it.</summary>
static class ProcessTimes
{
    /// <summary>The time of all threads, those that ended included.</summary>
    public static TimeSpan Cpu(int pid) =>
        SystemCalls.Cpu(pid) ?? throw new IOException($"the system does not say the processor time of process {pid}");

    /// <summary>How often the threads waited, those that live now.</summary>
    public static long Switches(int pid)
    {
        var sum = 0L;
        foreach (var task in Directory.EnumerateDirectories($"/proc/{pid}/task"))
            sum += SwitchesOf(task);
        return sum;
    }

    static long SwitchesOf(string task)
    {
        const string Name = "voluntary_ctxt_switches:";
        try
        {
            foreach (var line in File.ReadLines(Path.Combine(task, "status")))
            {
                if (line.StartsWith(Name, StringComparison.Ordinal))
                    return long.Parse(line.AsSpan(Name.Length), CultureInfo.InvariantCulture);
            }
        }
        catch (IOException)
        {
            // A thread that ended meanwhile.
        }
        return 0;
    }
}
