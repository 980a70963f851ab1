using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;

namespace Relay.Core;

/// <summary>
/// The sections of the configuration and the immutable types they bind to. Each feature adds the sections of its options. Everything about
/// options is derived from those types: binding, the settings file, its schema, the tables of docs/options.md.
/// </summary>
public sealed class OptionsSections
{
    readonly Dictionary<string, Type> _types = new(StringComparer.OrdinalIgnoreCase);
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
    /// Adds a check of what two sections say together, such as a limit in one that another one's makes impossible. It gets both as they are
    /// bound and tells the whole key of each problem, such as <c>Relay:PublicUrl</c>, and what is wrong with it, which reads after the key.
    /// Problems are told with all others; a section of which a key of its own could not be read is not checked.
    /// Adding the same check again changes nothing.
    /// </summary>
    public OptionsSections Check<TFirst, TSecond>(Func<TFirst, TSecond, IEnumerable<(string Key, string Problem)>> check)
        where TFirst : class
        where TSecond : class
    {
        if (!_checks.Exists(known => known.Check.Equals(check)))
            _checks.Add(new(check, [typeof(TFirst), typeof(TSecond)], sections => check((TFirst)sections[0], (TSecond)sections[1])));
        return this;
    }

    /// <summary>Binds all sections; an <see cref="OptionsException"/> tells everything that is wrong at once.</summary>
    public BoundOptions Bind(IConfiguration configuration)
    {
        var roots = Roots();
        var binder = new OptionsBinder(roots);
        foreach (var root in roots)
            binder.Bind(root, configuration.GetSection(root.Path));
        foreach (var check in _checks)
            binder.CheckTogether(check);
        return binder.Problems.Count == 0 ? new BoundOptions(roots, binder.Values) : throw new OptionsException(binder.Problems);
    }

    /// <summary>All sections with their defaults, in the form of a settings file.</summary>
    public JsonObject DescribeDefaults()
    {
        var json = new JsonObject();
        foreach (var root in Roots())
            json.Add(root.Name, OptionsJson.Section(root, static section => section.Defaults));
        return json;
    }

    /// <summary>The JSON schema of each section, by name.</summary>
    public JsonObject DescribeSchema()
    {
        var json = new JsonObject();
        foreach (var root in Roots())
            json.Add(root.Name, OptionsSchema.Section(root));
        return json;
    }

    /// <summary>Markdown tables of all keys with their defaults, ranges and descriptions, one for each section.</summary>
    public string DescribeTables() => OptionsTable.Of(Roots());

    List<OptionsNode> Roots()
    {
        var roots = new List<OptionsNode>();
        // Outer sections first, so that an inner one finds its place whatever the order of adding was.
        foreach (var (path, type) in _types.OrderBy(static pair => pair.Key.Count(static c => c == ':')))
            OptionsNode.Place(roots, path, type);
        return roots;
    }
}
