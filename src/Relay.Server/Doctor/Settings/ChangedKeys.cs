namespace Relay.Server;

/// <summary>The keys that somebody has set to something else than their default. A copy of the default changes nothing.</summary>
static class ChangedKeys
{
    /// <summary>The whole keys, those of the web server and the log left out.</summary>
    public static IReadOnlyList<string> Of(ProgramConfiguration configuration) =>
    [
        .. KnownKeys.Flatten(configuration.Options.Describe())
            .Where(pair => !KnownKeys.IsDefault(pair.Key, pair.Value) && configuration.OriginOf(pair.Key) != SettingOrigin.Default)
            .Select(static pair => pair.Key),
    ];
}
