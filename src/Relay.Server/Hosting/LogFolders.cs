using Relay.Core;

namespace Relay.Server;

/// <summary>The folders of the log files. Serilog would notice only at the first message that it cannot write there.</summary>
static class LogFolders
{
    /// <summary>Makes the folder of each file that the section names, and throws if one cannot be written.</summary>
    public static void Check(IConfigurationSection serilog)
    {
        foreach (var path in Paths(serilog))
        {
            try
            {
                var folder = Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path.File))!);
                var probe = Path.Combine(folder.FullName, $".relay-{Guid.NewGuid():N}");
                using (File.Create(probe, 1, FileOptions.DeleteOnClose))
                {
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
            {
                throw new OptionsException(
                    [$"{path.Key} is \"{path.File}\", which cannot be written: {exception.Message.ReplaceLineEndings(" ")}"]);
            }
        }
    }

    /// <summary>The files of all sinks named File, also of those inside other sinks.</summary>
    static IEnumerable<(string Key, string File)> Paths(IConfigurationSection section)
    {
        if ("File".Equals(section["Name"], StringComparison.OrdinalIgnoreCase) && section["Args:path"] is { Length: > 0 } path)
            yield return ($"{section.Path}:Args:path", Environment.ExpandEnvironmentVariables(path));
        foreach (var inner in section.GetChildren().SelectMany(Paths))
            yield return inner;
    }
}
