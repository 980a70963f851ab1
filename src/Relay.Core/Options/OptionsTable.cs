using System.Text;

namespace Relay.Core;

/// <summary>Writes the keys as a Markdown table.</summary>
static class OptionsTable
{
    public static string Of(IEnumerable<OptionsNode> roots)
    {
        var table = new StringBuilder("| key | default | meaning |\n| --- | --- | --- |\n");
        foreach (var section in roots.SelectMany(static root => root.All()))
        {
            foreach (var key in section.Keys)
                table.Append($"| `{key.Path}` | {Default(key, section)} | {Meaning(key)} |\n");
        }
        return table.ToString();
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
