using System.Globalization;

namespace Relay.Bench;

/// <summary>Finds a process, its children and their children.</summary>
static class ProcessTree
{
    /// <summary>The processes that live now, beginning with the first one.</summary>
    public static List<int> Of(int pid)
    {
        var pids = new List<int> { pid };
        for (var i = 0; i < pids.Count; i++)
            pids.AddRange(ChildrenOf(pids[i]));
        return pids;
    }

    static IEnumerable<int> ChildrenOf(int pid)
    {
        try
        {
            // The system lists for each thread the children that this thread started.
            return [.. Directory.EnumerateDirectories($"/proc/{pid}/task")
                .Select(static task => File.ReadAllText(Path.Combine(task, "children")))
                .SelectMany(static children => children.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Select(static child => int.Parse(child, CultureInfo.InvariantCulture))];
        }
        catch (IOException)
        {
            return [];
        }
    }
}
