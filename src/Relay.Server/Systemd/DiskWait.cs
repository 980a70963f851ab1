namespace Relay.Server;

/// <summary>Tells a thread that waits for the disk from one that is stuck. On Linux.</summary>
static class DiskWait
{
    /// <summary>What the system keeps of the writer's name, "relay store writer": 15 characters.</summary>
    const string Writer = "relay store wri";

    /// <summary>Whether the store's writer is in a call to the system that only the disk ends: the state D of proc_pid_stat(5).</summary>
    public static bool OfWriter()
    {
        try
        {
            return Directory.EnumerateDirectories("/proc/self/task").Any(static thread => IsWaiting(Path.Combine(thread, "stat")));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A thread has ended meanwhile.
            return false;
        }
    }

    /// <summary>Reads a line such as <c>17 (relay store wri) D 1 …</c>.</summary>
    static bool IsWaiting(string path) => File.ReadAllText(path).Contains($" ({Writer}) D ", StringComparison.Ordinal);
}
