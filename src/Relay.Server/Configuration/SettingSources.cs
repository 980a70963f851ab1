namespace Relay.Server;

/// <summary>The sources of the configuration, which know who set a key.</summary>
sealed class SettingSources
{
    readonly ConfigurationBuilder _builder = new();
    readonly List<SettingOrigin> _origins = [];
    IConfigurationRoot? _root;

    /// <summary>Adds a source, which overrides those before it.</summary>
    public SettingSources Add(SettingOrigin origin, Action<IConfigurationBuilder> add)
    {
        add(_builder);
        while (_origins.Count < _builder.Sources.Count)
            _origins.Add(origin);
        return this;
    }

    /// <summary>Reads all sources.</summary>
    public IConfigurationRoot Build() => _root = _builder.Build();

    /// <summary>The last source that sets the key or something inside it.</summary>
    public SettingOrigin OriginOf(string key)
    {
        var providers = _root!.Providers.ToList();
        var last = providers.FindLastIndex(provider => provider.TryGet(key, out _) || provider.GetChildKeys([], key).Any());
        return last < 0 ? SettingOrigin.Default : _origins[last];
    }

    /// <summary>The name of the environment variable that sets the key or something inside it, as it is written there.</summary>
    public static string? VariableOf(string key)
    {
        var names = Environment.GetEnvironmentVariables().Keys.Cast<string>().Order(StringComparer.Ordinal);
        return names.FirstOrDefault(name =>
        {
            var path = name.Replace("__", ":", StringComparison.Ordinal);
            return path.Equals(key, StringComparison.OrdinalIgnoreCase) || path.StartsWith(key + ":", StringComparison.OrdinalIgnoreCase);
        });
    }
}
