using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Relay.Server;

/// <summary>Lists the configuration in effect, key by key.</summary>
static partial class SettingsInEffect
{
    /// <summary>The addresses, the keys of the sections of the program's libraries that are set, and all keys of the relay.</summary>
    public static IEnumerable<Setting> Of(ProgramConfiguration program) =>
        KnownKeys.Flatten(program.Options.Describe())
            .Concat(ProgramConfiguration.ForeignSections.Keys.SelectMany(section => Foreign(program.Configuration.GetSection(section))))
            .Prepend((Key: "Urls", Value: (JsonNode?)program.Urls))
            .Select(setting => new Setting(setting.Key, setting.Value, program.OriginOf(setting.Key), program.VariableOf(setting.Key)));

    static IEnumerable<(string Key, JsonNode? Value)> Foreign(IConfigurationSection section)
    {
        if (section.Value is { } value)
            yield return (section.Path, SecretPattern().IsMatch(section.Key) ? Setting.Mask : value);
        foreach (var inner in section.GetChildren().SelectMany(Foreign))
            yield return inner;
    }

    /// <summary>Names of keys whose values look like secrets: the libraries do not mark them.</summary>
    [GeneratedRegex("(password|secret|token|key|headers?|connectionstring)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SecretPattern();
}
