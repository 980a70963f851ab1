using System.Xml.Linq;

namespace Relay.SettingsFiles;

/// <summary>The plain text of a docstring.</summary>
static class DocstringText
{
    /// <summary>
    /// The text of an element on one line. A reference to a member or a parameter becomes its name, such as <c>MaxLimit</c>; other elements
    /// become the text inside them.
    /// </summary>
    public static string Of(XElement element) =>
        string.Join(' ', Inside(element).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    static string Inside(XElement element) => string.Concat(element.Nodes().Select(TextOf));

    static string TextOf(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { FirstNode: null } reference => NameIn(reference),
        XElement element => Inside(element),
        _ => "",
    };

    static string NameIn(XElement reference)
    {
        if (reference.Attribute("cref") is { } member)
            return LastName(member.Value);
        return (reference.Attribute("name") ?? reference.Attribute("langword") ?? reference.Attribute("href"))?.Value ?? "";
    }

    /// <summary>Such as <c>MaxLimit</c> of <c>P:Relay.Core.LimitsOptions.MaxLimit</c>, without parameters.</summary>
    static string LastName(string member)
    {
        var name = member[(member.IndexOf(':') + 1)..].Split('(', '`')[0];
        return name[(name.LastIndexOf('.') + 1)..];
    }
}
