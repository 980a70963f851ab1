using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Relay.Core;

/// <summary>Makes the objects of the sections from a configuration, and collects all problems in it.</summary>
sealed class OptionsBinder(IReadOnlyList<OptionsNode> roots)
{
    readonly HashSet<OptionsNode> _unsound = [];

    public List<string> Problems { get; } = [];

    public Dictionary<OptionsNode, object> Values { get; } = [];

    /// <summary>Binds a section and the sections inside it.</summary>
    public object? Bind(OptionsNode node, IConfigurationSection section)
    {
        var options = Make(node, section);
        if (options is not null)
            Values.Add(node, options);
        return options;
    }

    /// <summary>Checks sections together, once all are bound.</summary>
    public void CheckTogether(OptionsCheck check)
    {
        var sections = new object[check.Sections.Count];
        for (var i = 0; i < sections.Length; i++)
        {
            var (node, value) = Values.FirstOrDefault(bound => bound.Value.GetType() == check.Sections[i]);
            if (node is null)
                throw new InvalidOperationException($"no section binds to {check.Sections[i]}");
            if (_unsound.Contains(node))
                return;
            sections[i] = value;
        }
        foreach (var (key, problem) in check.ProblemsOf(sections))
            Problems.Add($"{key} {problem}");
    }

    object? Make(OptionsNode node, IConfigurationSection section)
    {
        if (!string.IsNullOrEmpty(section.Value))
            ReportValue(node, section.Value);
        // The keys that the sources mention, even as null. Asking for a section by name would not tell null from absent.
        var mentioned = section.GetChildren().ToDictionary(static child => child.Key, StringComparer.OrdinalIgnoreCase);
        var options = node.Type is null ? null : Activator.CreateInstance(node.Type);
        var problemsBefore = Problems.Count;
        foreach (var key in node.Keys)
        {
            if (mentioned.Remove(key.Name, out var child) && TryRead(key, child, out var value))
                key.Property.SetValue(options, value);
        }
        foreach (var list in node.Lists)
        {
            var elements = mentioned.Remove(list.Name, out var child) ? ReadSections(list, child) : null;
            if (list.Property is null)
                Values.Add(list.First, elements ?? Array.CreateInstance(list.ElementType, 0));
            else if (elements is not null)
                list.Property.SetValue(options, elements);
        }
        var areKeysSound = Problems.Count == problemsBefore;
        foreach (var inner in node.Sections)
        {
            mentioned.Remove(inner.Name);
            var value = Bind(inner, section.GetSection(inner.Name));
            inner.Property?.SetValue(options, value);
        }
        foreach (var child in mentioned.Values)
            ReportUnknown(child, node);
        // If a value of the section could not be read, its checks of values together would mislead.
        if (!areKeysSound)
            _unsound.Add(node);
        else if (options is IValidatableObject whole)
            CheckWhole(node, whole);
        return options;
    }

    /// <summary>A section that has a value like a key. One of its keys may take the words.</summary>
    void ReportValue(OptionsNode node, string value)
    {
        var taker = node.Keys.Find(key => key.Names.Contains(value, StringComparer.OrdinalIgnoreCase));
        Problems.Add(
            $"{node.Path} is a section and has no value of its own" + (taker is null ? "" : $"; did you mean {taker.Path}?"));
    }

    void ReportUnknown(IConfigurationSection section, OptionsNode around)
    {
        var isLeaf = true;
        foreach (var child in section.GetChildren())
        {
            isLeaf = false;
            ReportUnknown(child, around);
        }
        if (!isLeaf)
            return;
        // The surrounding section first: in a list, only that one has the element's number.
        var suggestion = OptionsSuggestion.For(section.Path, roots.SelectMany(static root => root.All()).Prepend(around));
        Problems.Add(suggestion is null ? $"{section.Path} is unknown" : $"{section.Path} is unknown; did you mean {suggestion}?");
    }

    bool TryRead(OptionsKey key, IConfigurationSection section, out object? value)
    {
        var problemsBefore = Problems.Count;
        value = key.IsList ? ReadList(key, section) : ReadSingle(key, section);
        return Problems.Count == problemsBefore;
    }

    object? ReadSingle(OptionsKey key, IConfigurationSection section)
    {
        var hasInner = false;
        foreach (var child in section.GetChildren())
        {
            Problems.Add($"{child.Path} is unknown: {key.Path} is a single value");
            hasInner = true;
        }
        // The environment has no null: an empty variable means that an optional value is not set.
        if (section.Value?.Length > 0 || section.Value is not null && !key.IsOptional && OptionsValue.MayBeEmpty(key.ValueType))
            return ReadText(key, key.Path, section.Value);
        if (!key.IsOptional && !hasInner)
            Problems.Add($"{key.Path} needs a value");
        return null;
    }

    Array? ReadList(OptionsKey key, IConfigurationSection section)
    {
        if (!string.IsNullOrEmpty(section.Value))
        {
            if (section.GetChildren().FirstOrDefault() is { } element)
            {
                Problems.Add($"{key.Path} is one value, but {element.Path} is set, too: keep one of them");
                return null;
            }
            var only = Array.CreateInstance(key.ValueType, 1);
            only.SetValue(ReadText(key, key.Path, section.Value), 0);
            return only;
        }
        var items = new List<object?>();
        foreach (var child in section.GetChildren())
        {
            if (!int.TryParse(child.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                Problems.Add($"{child.Path} is unknown: {key.Path} is a list, whose first value is {key.Path}:0");
            else if (string.IsNullOrEmpty(child.Value))
                Problems.Add($"{child.Path} needs a value");
            else
                items.Add(ReadText(key, child.Path, child.Value));
        }
        // An empty list in a file arrives as empty text, and null as null.
        if (items.Count == 0 && section.Value is null && key.IsOptional)
            return null;
        var list = Array.CreateInstance(key.ValueType, items.Count);
        for (var i = 0; i < items.Count; i++)
            list.SetValue(items[i], i);
        return list;
    }

    /// <summary>The elements of a list of sections; null if the list is not given.</summary>
    Array? ReadSections(OptionsList list, IConfigurationSection section)
    {
        // A later source cannot take away what an earlier one sets, but it can say that the list is to be left out.
        if (string.Equals(section.Value, OptionsSections.NoElements, StringComparison.OrdinalIgnoreCase))
            return Array.CreateInstance(list.ElementType, 0);
        if (!string.IsNullOrEmpty(section.Value))
        {
            Problems.Add(
                $"{list.Path} is a list of sections: the first one is {list.First.Path}, and {OptionsSections.NoElements} leaves the list "
                + "out");
            return null;
        }
        var elements = new List<object>();
        foreach (var child in section.GetChildren())
        {
            // In ascending order and without gaps: problems name an element by its number, and a gap is a mistake.
            if (child.Key == OptionsValue.Text(elements.Count))
                elements.Add(Make(list.Element(child.Key), child)!);
            else
                Problems.Add($"{child.Path} is unknown: the next section of {list.Path} is {list.Path}:{elements.Count}");
        }
        if (elements.Count == 0 && section.Value is null)
            return null;
        var array = Array.CreateInstance(list.ElementType, elements.Count);
        for (var i = 0; i < array.Length; i++)
            array.SetValue(elements[i], i);
        return array;
    }

    object? ReadText(OptionsKey key, string path, string text)
    {
        if (!OptionsValue.TryParse(key.ValueType, text, out var value, out var expected))
        {
            Problems.Add(key.IsSecret ? $"{path} is not {expected}" : $"{path} is \"{text}\", which is not {expected}");
            return null;
        }
        if (key.Range is { } range && !OptionsValue.IsWithin(range, value))
            Problems.Add($"{path} is {text}, but must be from {OptionsValue.Text(range.Minimum)} to {OptionsValue.Text(range.Maximum)}");
        var context = new ValidationContext(value!) { DisplayName = path };
        foreach (var check in key.Checks)
        {
            if (check.GetValidationResult(value, context) is { ErrorMessage: { } problem })
                Problems.Add(problem);
        }
        return value;
    }

    void CheckWhole(OptionsNode node, IValidatableObject options)
    {
        foreach (var result in options.Validate(new ValidationContext(options) { DisplayName = node.Path }))
        {
            var member = result.MemberNames.FirstOrDefault();
            Problems.Add(member is null ? $"{node.Path} {result.ErrorMessage}" : $"{node.Path}:{member} {result.ErrorMessage}");
        }
    }
}
