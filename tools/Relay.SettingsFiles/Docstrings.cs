using System.Reflection;
using System.Xml.Linq;
using Relay.Core;

namespace Relay.SettingsFiles;

/// <summary>
/// What the docstrings say of options: the summaries of their properties and types. The compiler writes them into an XML file beside each
/// assembly.
/// </summary>
sealed class Docstrings
{
    readonly Dictionary<Assembly, Dictionary<string, string>> _summaries = [];

    /// <summary>What a key is: the docstring of its property.</summary>
    public string Of(OptionsKey key) => Of(key.Path, key.Property);

    /// <summary>What a list is: the docstring of its property, or of its elements' type if it was added.</summary>
    public string Of(OptionsList list) => Of(list.Path, list.Property is { } property ? property : list.ElementType);

    /// <summary>
    /// What a section is: the docstring of its property, or of its type if it was added or is an element of a list. Null for a section that
    /// only contains others, which has neither.
    /// </summary>
    public string? Of(OptionsNode section)
    {
        MemberInfo? member = section.Property is { } property ? property : section.Type;
        return member is null ? null : Of(section.Path, member);
    }

    string Of(string path, MemberInfo member)
    {
        var name = member is Type type ? $"T:{NameOf(type)}" : $"P:{NameOf(member.DeclaringType!)}.{member.Name}";
        return SummariesOf(member.Module.Assembly).GetValueOrDefault(name) is { Length: > 0 } summary
            ? summary
            : throw new DocstringException($"{path} lacks a docstring: the documentation has no summary of {name}");
    }

    Dictionary<string, string> SummariesOf(Assembly assembly)
    {
        if (_summaries.TryGetValue(assembly, out var summaries))
            return summaries;
        var file = Path.ChangeExtension(assembly.Location, ".xml");
        if (!File.Exists(file))
            throw new DocstringException($"{file} is missing: build {assembly.GetName().Name} with GenerateDocumentationFile");
        // With white space, which otherwise is lost between two references.
        summaries = XDocument.Load(file, LoadOptions.PreserveWhitespace).Descendants("member")
            .Where(static member => member.Element("summary") is not null)
            .ToDictionary(static member => member.Attribute("name")!.Value, static member => DocstringText.Of(member.Element("summary")!));
        _summaries.Add(assembly, summaries);
        return summaries;
    }

    // A nested type follows its outer one after a plus sign, and in the documentation after a dot.
    static string NameOf(Type type) => type.FullName!.Replace('+', '.');
}
