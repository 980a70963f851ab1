using System.Text.Json.Nodes;

namespace Relay.Server;

/// <summary>A key of the configuration in effect.</summary>
/// <param name="Key">The whole key.</param>
/// <param name="Value">Its value; a secret is masked.</param>
/// <param name="Origin">Who set it.</param>
/// <param name="Variable">The environment variable that set it; null if it comes from elsewhere.</param>
sealed record Setting(string Key, JsonNode? Value, SettingOrigin Origin, string? Variable)
{
    /// <summary>What stands in the place of a secret.</summary>
    public const string Mask = "(secret)";

    /// <summary>Whether the value is masked.</summary>
    public bool IsSecret => Value is JsonValue value && value.TryGetValue<string>(out var text) && text == Mask;

    /// <summary>Where the value comes from, in words.</summary>
    public string From => Origin switch
    {
        SettingOrigin.File => "file",
        SettingOrigin.Environment => $"environment, {Variable}",
        SettingOrigin.CommandLine => "command line",
        _ => "default",
    };
}
