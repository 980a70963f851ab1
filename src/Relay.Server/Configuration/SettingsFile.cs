namespace Relay.Server;

/// <summary>Finds the operator's settings file. The program reads the first one that is there, and never writes one.</summary>
static class SettingsFile
{
    /// <summary>The environment variable that names the file if <c>--config</c> does not.</summary>
    public const string Variable = "RELAY_CONFIG";

    const string Name = "appsettings.json";

    /// <summary>Where the program looks if nobody names a file, in this order.</summary>
    public static IReadOnlyList<string> Places =>
    [
        Path.Combine("/etc/relay", Name), Path.Combine(Environment.CurrentDirectory, Name), Path.Combine(AppContext.BaseDirectory, Name),
    ];

    /// <summary>The whole path of the file; null if there is none. A file that somebody named may be missing: reading it fails.</summary>
    public static string? Find(string? option)
    {
        var named = option ?? Environment.GetEnvironmentVariable(Variable);
        return string.IsNullOrEmpty(named) ? Places.FirstOrDefault(IsThere) : Path.GetFullPath(named);
    }

    /// <summary>Also true for a file that this user may not read, so that the relay does not start without its settings.</summary>
    static bool IsThere(string path)
    {
        try
        {
            _ = File.GetAttributes(path);
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            // Who may not enter a folder may still start programs in it; the settings of others are in /etc.
            return !path.Equals(Places[1], StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }
}
