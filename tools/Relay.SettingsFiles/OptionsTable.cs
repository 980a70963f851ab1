using System.Text;
using Relay.Core;

namespace Relay.SettingsFiles;

/// <summary>Writes the keys as Markdown tables, one for each section.</summary>
sealed class OptionsTable
{
    readonly Docstrings _docstrings = new();
    readonly StringBuilder _text = new();

    OptionsTable()
    {
    }

    /// <summary>The tables of all sections that have keys.</summary>
    public static string Of(OptionsSections sections)
    {
        var table = new OptionsTable();
        foreach (var root in sections.Roots())
            table.Write(root);
        return table._text.ToString();
    }

    void Write(OptionsNode section)
    {
        // The elements of a list are listed together with the section's keys.
        var rows = section.Lists.SelectMany(static list => list.First.All()).Prepend(section)
            .Where(static node => node.Keys.Count > 0).ToList();
        if (rows.Count > 0)
            WriteHead(section);
        foreach (var node in rows)
        {
            foreach (var key in node.Keys)
                _text.Append($"| `{key.Path}` | {Default(key, node)} | {Meaning(key)} |\n");
        }
        if (rows.Count > 0)
            _text.Append('\n');
        foreach (var inner in section.Sections)
            Write(inner);
    }

    void WriteHead(OptionsNode section)
    {
        _text.Append($"## {section.Path}\n\n");
        if (_docstrings.Of(section) is { } description)
            _text.Append($"{description}\n\n");
        _text.Append("| key | default | meaning |\n| --- | --- | --- |\n");
    }

    static string Default(OptionsKey key, OptionsNode section)
    {
        var value = OptionsJson.Value(key.Property.GetValue(section.Defaults));
        var text = value?.ToJsonString().Trim('"');
        return string.IsNullOrEmpty(text) || key.IsSecret ? "none" : $"`{text}`";
    }

    string Meaning(OptionsKey key)
    {
        var meaning = _docstrings.Of(key);
        if (key.Names.Count > 0)
            meaning += $" One of {string.Join(", ", key.Names.Select(static name => $"`{name}`"))}.";
        if (key.Range is not null)
            meaning += $" {OptionsValue.Text(key.Range.Minimum)} to {OptionsValue.Text(key.Range.Maximum)}.";
        return meaning.Replace("|", "\\|", StringComparison.Ordinal);
    }
}
