using System.Globalization;

namespace Relay.Server;

/// <summary>The processor time of a process, as Linux tells it.</summary>
static class ProcessTimes
{
    /// <summary>Linux counts in these for every program, whatever its own clock.</summary>
    const int TicksPerSecond = 100;

    /// <summary>User and system time of all threads, those that ended included.</summary>
    public static TimeSpan Cpu(int pid)
    {
        var text = File.ReadAllText($"/proc/{pid}/stat");
        // The name of the program, in parentheses, may contain anything; the numbers follow the last one.
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
        return TimeSpan.FromSeconds((double)ticks / TicksPerSecond);
    }

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
