using System.Globalization;

namespace Relay.Policies;

/// <summary>
/// A process that the plugin has started, known by its number and its start time, since the system reuses numbers. Found on Linux only.
/// </summary>
readonly record struct Descendant(int Id, string Start)
{
    /// <summary>
    /// More descendants than any plugin has. The search ends there, so that a plugin that starts processes endlessly does not keep it busy.
    /// </summary>
    const int MaxFound = 1000;

    /// <summary>The processes that a process has started, and all that those have started.</summary>
    public static List<Descendant> Of(int processId)
    {
        var found = new List<Descendant>();
        if (!OperatingSystem.IsLinux())
            return found;
        AddChildren(processId, found);
        for (var i = 0; i < found.Count; i++)
            AddChildren(found[i].Id, found);
        return found;
    }

    /// <summary>Kills the process, if the number still belongs to it.</summary>
    public void Kill()
    {
        if (StartOf(Id) == Start)
            Signals.Kill(Id);
    }

    static void AddChildren(int parent, List<Descendant> found)
    {
        foreach (var child in ChildrenOf(parent))
        {
            if (found.Count < MaxFound && StartOf(child) is { } start)
                found.Add(new Descendant(child, start));
        }
    }

    static List<int> ChildrenOf(int parent)
    {
        var children = new List<int>();
        try
        {
            foreach (var thread in Directory.GetDirectories($"/proc/{parent}/task"))
            {
                foreach (var child in File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
                    children.Add(int.Parse(child, CultureInfo.InvariantCulture));
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The process has ended.
        }
        return children;
    }

    /// <summary>When a process was started, in the kernel's units; null if it has ended.</summary>
    static string? StartOf(int id)
    {
        try
        {
            var status = File.ReadAllText($"/proc/{id}/stat");
            // The name, in parentheses, may contain spaces; the 20th word after it is the start time.
            return status[(status.LastIndexOf(')') + 2)..].Split(' ')[19];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
