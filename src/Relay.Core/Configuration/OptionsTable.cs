using System.Text;

namespace Relay.Core;

/// <summary>Writes the keys as Markdown tables, one for each section.</summary>
static class OptionsTable
{
    public static string Of(IEnumerable<OptionsNode> roots)
    {
        var text = new StringBuilder();
        foreach (var root in roots)
            Write(root, text);
        return text.ToString();
    }

    static void Write(OptionsNode section, StringBuilder text)
    {
        // The elements of a list are listed together with the section's keys.
        var rows = section.Lists.SelectMany(static list => list.First.All()).Prepend(section)
            .Where(static node => node.Keys.Count > 0).ToList();
        if (rows.Count > 0)
            text.Append($"## {section.Path}\n\n| key | default | meaning |\n| --- | --- | --- |\n");
        foreach (var node in rows)
        {
            foreach (var key in node.Keys)
                text.Append($"| `{key.Path}` | {Default(key, node)} | {Meaning(key)} |\n");
        }
        if (rows.Count > 0)
            text.Append('\n');
        foreach (var inner in section.Sections)
            Write(inner, text);
    }

    static string Default(OptionsKey key, OptionsNode section)
    {
        var value = OptionsJson.Value(key.Property.GetValue(section.Defaults));
        var text = value?.ToJsonString().Trim('"');
        return string.IsNullOrEmpty(text) || key.IsSecret ? "none" : $"`{text}`";
    }

    static string Meaning(OptionsKey key)
    {
        var meaning = key.Description;
        if (key.ValueType.IsEnum)
            meaning += $" One of {string.Join(", ", Enum.GetNames(key.ValueType).Select(static name => $"`{name}`"))}.";
        if (key.Range is not null)
            meaning += $" {OptionsValue.Text(key.Range.Minimum)} to {OptionsValue.Text(key.Range.Maximum)}.";
        return meaning.Replace("|", "\\|", StringComparison.Ordinal);
    }
}
