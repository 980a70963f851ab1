using System.CommandLine;

namespace Relay.Server;

/// <summary>Finds the mistakes in a configuration without starting a relay.</summary>
static class ConfigCheck
{
    /// <summary>The settings file, and all mistakes, one a line.</summary>
    public static (string? File, IReadOnlyList<string> Problems) Find(ParseResult arguments)
    {
        try
        {
            var configuration = ProgramConfiguration.Read(arguments);
            return (configuration.File, [.. configuration.Problems, .. StartCheck.Problems(configuration, makesFolders: false)]);
        }
        catch (Exception exception) when (Failure.Describe(exception) is { } lines)
        {
            // The file cannot be read.
            return (SettingsFile.Find(arguments.GetValue(SharedOptions.ConfigFile)), lines);
        }
    }
}
