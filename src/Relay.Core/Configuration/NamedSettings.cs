using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace Relay.Core;

/// <summary>
/// The settings of a named relay: its own section, such as <c>Relays:private</c>, laid over the section <c>Relay</c>. Sections are laid
/// over each other key by key. Everything else, lists included, is replaced as a whole.
/// </summary>
sealed partial class NamedSettings
{
    /// <summary>The section that holds a section for each named relay.</summary>
    public const string Root = "Relays";

    readonly string _ownPath;
    readonly HashSet<string> _own = new(StringComparer.OrdinalIgnoreCase);
    readonly HashSet<string> _inherited = new(StringComparer.OrdinalIgnoreCase);

    public NamedSettings(IConfiguration configuration, string name, OptionsNode relay)
    {
        _ownPath = $"{Root}:{name}";
        Section = LayOver(relay, relay.Path, configuration.GetSection(_ownPath), configuration.GetSection(relay.Path));
        foreach (var node in relay.All())
        {
            foreach (var key in node.Keys)
            {
                if (key.PerRelay is { IsNeeded: true } && !_own.Contains(key.Path))
                    Problems.Add($"{Own(key.Path)} is needed: it is not taken over from {key.Path}");
            }
        }
    }

    /// <summary>The settings, under the paths that they would have for the default relay.</summary>
    public SettingsSection Section { get; }

    public List<string> Problems { get; } = [];

    /// <summary>Names the keys of a problem as the operator wrote them or has to write them.</summary>
    public string Retell(string problem)
    {
        bool? isOwn = null;
        return KeyPattern().Replace(problem, match =>
        {
            // A suggestion is for the key that the problem is about, wherever the suggested key is set otherwise.
            var isSuggestion = problem.AsSpan(0, match.Index).EndsWith("did you mean ");
            var follows = isSuggestion && isOwn is { } lead ? lead : _own.Contains(match.Value) || !_inherited.Contains(match.Value);
            isOwn ??= follows;
            return follows ? Own(match.Value) : match.Value;
        });
    }

    SettingsSection LayOver(OptionsNode node, string path, IConfigurationSection? own, IConfigurationSection? inherited)
    {
        if (own is not null)
            _own.Add(path);
        if (inherited is not null)
            _inherited.Add(path);
        var owns = (own?.GetChildren() ?? []).ToDictionary(static child => child.Key, StringComparer.OrdinalIgnoreCase);
        var children = new List<SettingsSection?>();
        foreach (var child in inherited?.GetChildren() ?? [])
        {
            owns.Remove(child.Key, out var over);
            children.Add(Child(node, $"{path}:{child.Key}", over, child));
        }
        children.AddRange(owns.Values.Select(child => Child(node, $"{path}:{child.Key}", child, null)));
        return new SettingsSection(path, own?.Value ?? inherited?.Value, [.. children.OfType<SettingsSection>()]);
    }

    SettingsSection? Child(OptionsNode around, string path, IConfigurationSection? own, IConfigurationSection? inherited)
    {
        if (around.Sections.Find(inner => inner.Path.Equals(path, StringComparison.OrdinalIgnoreCase)) is { } section)
        {
            if (!section.IsPerProcess || own is null)
                return LayOver(section, path, own, inherited);
            RefuseShared(path, own);
            return inherited is null ? null : LayOver(section, path, null, inherited);
        }
        if (own is not null)
            return Copy(path, own, _own);
        var isPerRelay = around.Keys.Exists(
            key => key.PerRelay is not null && key.Path.Equals(path, StringComparison.OrdinalIgnoreCase));
        return isPerRelay || inherited is null ? null : Copy(path, inherited, _inherited);
    }

    void RefuseShared(string path, IConfigurationSection own)
    {
        foreach (var child in own.GetChildren())
            Problems.Add($"{Own($"{path}:{child.Key}")} cannot be set: all relays of the process share {path}");
    }

    string Own(string path) => _ownPath + path[path.IndexOf(':')..];

    static SettingsSection Copy(string path, IConfigurationSection section, HashSet<string> paths)
    {
        paths.Add(path);
        return new(path, section.Value, [.. section.GetChildren().Select(child => Copy($"{path}:{child.Key}", child, paths))]);
    }

    [GeneratedRegex(@"\bRelay(:\w+)+", RegexOptions.CultureInvariant)]
    private static partial Regex KeyPattern();
}
