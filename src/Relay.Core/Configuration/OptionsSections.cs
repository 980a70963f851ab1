using Microsoft.Extensions.Configuration;

namespace Relay.Core;

/// <summary>
/// The sections of the configuration and the immutable types they bind to. Each feature adds the sections of its options. Everything about
/// options is derived from those types: binding, the settings file, its schema, the tables of docs/options.md.
/// </summary>
public sealed class OptionsSections
{
    /// <summary>The value that leaves out a list of sections, although another source has elements: <c>Relay:Stores=none</c>.</summary>
    public const string NoElements = "none";

    readonly Dictionary<string, Type> _types = new(StringComparer.OrdinalIgnoreCase);
    readonly Dictionary<string, Type> _lists = new(StringComparer.OrdinalIgnoreCase);
    readonly List<OptionsCheck> _checks = [];

    /// <summary>Adds the relay's own section. A store or another feature adds its own beside or below it.</summary>
    public OptionsSections() => Add<RelayOptions>("Relay");

    /// <summary>Adds a section, such as <c>Relay:Store</c>. Adding the same one again changes nothing.</summary>
    public OptionsSections Add<T>(string path) where T : class, new()
    {
        if (!_types.TryAdd(path, typeof(T)) && _types[path] != typeof(T))
            throw new InvalidOperationException($"the section {path} already binds to {_types[path]}");
        return this;
    }

    /// <summary>
    /// Adds a list of sections, such as <c>Relay:Stores</c>, whose elements bind to this type. The bound list is an array of it. Adding the
    /// same one again changes nothing.
    /// </summary>
    public OptionsSections AddList<T>(string path) where T : class, new()
    {
        if (!_lists.TryAdd(path, typeof(T)) && _lists[path] != typeof(T))
            throw new InvalidOperationException($"the elements of {path} already bind to {_lists[path]}");
        return this;
    }

    /// <summary>
    /// Adds a check of two sections together, such as a limit in one that a limit in the other makes impossible. The check gets both bound
    /// sections. For each problem it returns the whole key, such as <c>Relay:PublicUrl</c>, and a text that reads after the key. These
    /// problems are reported with all others. A section with a key that could not be read is not checked. Adding the same check again
    /// changes nothing.
    /// </summary>
    public OptionsSections Check<TFirst, TSecond>(Func<TFirst, TSecond, IEnumerable<(string Key, string Problem)>> check)
        where TFirst : class
        where TSecond : class
    {
        if (!_checks.Exists(known => known.Check.Equals(check)))
            _checks.Add(new(check, [typeof(TFirst), typeof(TSecond)], sections => check((TFirst)sections[0], (TSecond)sections[1])));
        return this;
    }

    /// <summary>Binds all sections. Throws one <see cref="OptionsException"/> that lists every problem.</summary>
    public BoundOptions Bind(IConfiguration configuration)
    {
        var options = Bind(configuration, name: null, out var problems);
        return problems.Count == 0 ? options : throw new OptionsException(problems);
    }

    /// <summary>
    /// The same for a relay with this name: binds the sections under <c>Relay</c> from its own section, such as <c>Relays:private</c>, laid
    /// over <c>Relay</c>. The result is of use if no problem concerns its values.
    /// </summary>
    internal BoundOptions Bind(IConfiguration configuration, string? name, out IReadOnlyList<string> problems)
    {
        var roots = Roots();
        var relay = roots.Find(static root => root.Type == typeof(RelayOptions))!;
        var settings = name is null ? null : new NamedSettings(configuration, name, relay);
        var binder = new OptionsBinder(roots);
        foreach (var root in roots)
            binder.Bind(root, root == relay && settings is not null ? settings.Section : configuration.GetSection(root.Path));
        foreach (var check in _checks)
            binder.CheckTogether(check);
        problems = settings is null ? binder.Problems : [.. settings.Problems, .. binder.Problems.Select(settings.Retell)];
        return new BoundOptions(roots, binder.Values);
    }

    /// <summary>The outermost sections, which contain all others.</summary>
    internal List<OptionsNode> Roots()
    {
        var roots = new List<OptionsNode>();
        // Outer sections first, so that an inner one finds its place in any order of adding.
        foreach (var (path, type) in _types.OrderBy(static pair => pair.Key.Count(static c => c == ':')))
            OptionsNode.Place(roots, path, type);
        foreach (var (path, type) in _lists)
            OptionsNode.PlaceList(roots, path, type);
        return roots;
    }
}
