using System.Globalization;

namespace Relay.Policies;

/// <summary>
/// A process that the plugin has started, known by its number and its start, since numbers are given again. Linux only: elsewhere
/// none is found.
/// </summary>
readonly record struct Descendant(int Id, string Start)
{
    /// <summary>More descendants than any plugin has, so that one that makes them without end is not followed without end.</summary>
    const int MaxFound = 1000;

    /// <summary>Those that a process has started, and those that they have.</summary>
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

    /// <summary>Kills it, if it is still the same.</summary>
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
            // It has ended.
        }
        return children;
    }

    /// <summary>When a process was started, as the kernel counts; null if it is gone.</summary>
    static string? StartOf(int id)
    {
        try
        {
            var status = File.ReadAllText($"/proc/{id}/stat");
            // The name, in parentheses, may have spaces; the 20th word behind it is the time.
            return status[(status.LastIndexOf(')') + 2)..].Split(' ')[19];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
