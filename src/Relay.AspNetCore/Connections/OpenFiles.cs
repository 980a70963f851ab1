namespace Relay.AspNetCore;

/// <summary>How many files this process has open, and may have. A connection is one.</summary>
static class OpenFiles
{
    const string LimitName = "Max open files";

    /// <summary>Both numbers; null where the system does not tell.</summary>
    internal static (int Open, int Limit)? Read()
    {
        if (!OperatingSystem.IsLinux())
            return null;
        try
        {
            return (Directory.GetFileSystemEntries("/proc/self/fd").Length, ReadLimit(File.ReadLines("/proc/self/limits")));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The limit in force: the runtime has raised the soft limit to the hard one when it started.</summary>
    internal static int ReadLimit(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            if (!line.StartsWith(LimitName, StringComparison.Ordinal))
                continue;
            var words = line[LimitName.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return words.Length > 0 && int.TryParse(words[0], out var limit) ? limit : int.MaxValue;
        }
        return int.MaxValue;
    }
}
