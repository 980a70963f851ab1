using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace Relay.Core;

/// <summary>A section of a configuration that was put together from others. Its children are in order and never change.</summary>
sealed class SettingsSection(string path, string? value, IReadOnlyList<SettingsSection> children) : IConfigurationSection
{
    static readonly IChangeToken Never = new CancellationChangeToken(CancellationToken.None);

    public string Key { get; } = path[(path.LastIndexOf(':') + 1)..];

    public string Path => path;

    public string? Value
    {
        get => value;
        set => throw new NotSupportedException();
    }

    public string? this[string key]
    {
        get => GetSection(key).Value;
        set => throw new NotSupportedException();
    }

    public IEnumerable<IConfigurationSection> GetChildren() => children;

    /// <summary>The child with this name; an empty section if there is none.</summary>
    public IConfigurationSection GetSection(string key) =>
        children.FirstOrDefault(child => child.Key.Equals(key, StringComparison.OrdinalIgnoreCase))
        ?? new SettingsSection($"{path}:{key}", null, []);

    public IChangeToken GetReloadToken() => Never;
}
