namespace Relay.AspNetCore;

/// <summary>The number of files that this process has open, and the most it may open. Each connection takes one.</summary>
static class OpenFiles
{
    const string LimitName = "Max open files";

    /// <summary>Both numbers; null on systems other than Linux, or if they cannot be read.</summary>
    public static (int Open, int Limit)? Read()
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

    /// <summary>The limit in force. The runtime raises the soft limit to the hard one when it starts.</summary>
    public static int ReadLimit(IEnumerable<string> lines)
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
