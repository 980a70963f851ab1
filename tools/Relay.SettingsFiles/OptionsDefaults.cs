using System.Text.Json.Nodes;
using Relay.Core;

namespace Relay.SettingsFiles;

/// <summary>All keys with their defaults, in the form of a settings file.</summary>
static class OptionsDefaults
{
    /// <summary>The sections, by name.</summary>
    public static JsonObject Of(OptionsSections sections)
    {
        var json = new JsonObject();
        foreach (var root in sections.Roots())
            json.Add(root.Name, OptionsJson.Section(root, static section => section.Defaults));
        return json;
    }
}
