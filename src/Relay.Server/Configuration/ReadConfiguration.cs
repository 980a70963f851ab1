using System.CommandLine;

namespace Relay.Server;

/// <summary>The configuration as far as it can be read, for commands that tell its mistakes.</summary>
/// <param name="Configuration">The configuration; null if the settings file cannot be read.</param>
/// <param name="File">The settings file; null if there is none.</param>
/// <param name="Problems">The mistakes that reading found, one a line.</param>
sealed record ReadConfiguration(ProgramConfiguration? Configuration, string? File, IReadOnlyList<string> Problems)
{
    public static ReadConfiguration Of(ParseResult arguments, params IEnumerable<(string Key, string Value)> set)
    {
        try
        {
            var configuration = ProgramConfiguration.Read(arguments, set);
            return new(configuration, configuration.File, configuration.Problems);
        }
        catch (Exception exception) when (Failure.Describe(exception) is { } lines)
        {
            // The file cannot be read.
            return new(null, SettingsFile.Find(arguments.GetValue(SharedOptions.ConfigFile)), lines);
        }
    }

    /// <summary>All mistakes, also those that a start would find. Leaves nothing behind.</summary>
    public IReadOnlyList<string> FindMistakes() =>
        Configuration is null ? Problems : [.. Problems, .. StartCheck.Problems(Configuration, makesFolders: false)];
}
