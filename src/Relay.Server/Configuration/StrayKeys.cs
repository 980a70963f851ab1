namespace Relay.Server;

/// <summary>Finds keys that nothing reads, because they are not in a section of the program or their name is written wrongly.</summary>
static class StrayKeys
{
    /// <summary>Sections whose keys the libraries check only in part, and what they read.</summary>
    static readonly (string Section, string[] Keys)[] Foreign =
    [
        ("Kestrel", ["Certificates", "EndpointDefaults", "Endpoints"]),
        ("Serilog",
        [
            "AuditTo", "Destructure", "Enrich", "Filter", "FilterSwitches", "LevelSwitches", "MinimumLevel", "Properties", "Using",
            "WriteTo",
        ]),
    ];

    /// <summary>What else a settings file may have at its top: its schema, and a section with a message of its own.</summary>
    static readonly string[] AlsoInFile = ["$schema", "Relays"];

    /// <summary>The problems of a settings file.</summary>
    public static IEnumerable<string> InFile(IConfiguration file)
    {
        foreach (var child in file.GetChildren())
        {
            if (IsRoot(child.Key) || AlsoInFile.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
                continue;
            foreach (var key in Leaves(child))
                yield return Unknown(key, "");
        }
    }

    /// <summary>The problem of a key outside of all sections. The prefix stands before each key.</summary>
    public static string Unknown(string key, string prefix) => KnownKeys.Contains($"Relay:{key}")
        ? $"{prefix}{key} is unknown; did you mean {prefix}Relay:{key}?"
        : $"{prefix}{key} is unknown; keys begin with {string.Join(", ", ProgramConfiguration.Roots.Select(static name => name + ":"))}";

    /// <summary>
    /// Variables with one underscore in the place of two. Those in capital letters may belong to others (RELAY_SERVICE_HOST), unless they
    /// spell a key.
    /// </summary>
    public static IEnumerable<string> InEnvironment()
    {
        foreach (var name in Environment.GetEnvironmentVariables().Keys.Cast<string>().Order(StringComparer.Ordinal))
        {
            var root = name.Split('_')[0];
            if (name.Length <= root.Length + 1 || name[root.Length + 1] == '_'
                || !ProgramConfiguration.Roots.Contains(root, StringComparer.OrdinalIgnoreCase))
            {
                continue;
            }
            var key = name.Replace("__", ":", StringComparison.Ordinal).Replace('_', ':');
            if (KnownKeys.Contains(key) || !root.All(char.IsAsciiLetterUpper))
            {
                yield return $"{name} in the environment is unknown: two underscores stand for each colon, as in "
                    + key.Replace(":", "__", StringComparison.Ordinal);
            }
        }
    }

    /// <summary>Keys of the sections Kestrel and Serilog that those do not read, from any source.</summary>
    public static IEnumerable<string> InForeignSections(IConfiguration configuration)
    {
        foreach (var (section, keys) in Foreign)
        {
            foreach (var child in configuration.GetSection(section).GetChildren())
            {
                if (!keys.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
                    yield return $"{child.Path} is unknown; the keys of {section} are {string.Join(", ", keys)}";
            }
        }
    }

    static bool IsRoot(string key) =>
        ProgramConfiguration.Roots.Append("Urls").Contains(key, StringComparer.OrdinalIgnoreCase);

    static IEnumerable<string> Leaves(IConfigurationSection section)
    {
        var children = section.GetChildren().ToList();
        return children.Count == 0 ? [section.Path] : children.SelectMany(Leaves);
    }
}
