using System.Globalization;

namespace Relay.Bench;

/// <summary>The processor time of a process, as Linux reports it.</summary>
static class ProcessTimes
{
    /// <summary>The time of all threads, including those that have ended.</summary>
    public static TimeSpan Cpu(int pid) =>
        SystemCalls.Cpu(pid) ?? throw new IOException($"the system does not say the processor time of process {pid}");

    /// <summary>How often the threads that live now have waited.</summary>
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
            // The thread has ended meanwhile.
        }
        return 0;
    }
}
