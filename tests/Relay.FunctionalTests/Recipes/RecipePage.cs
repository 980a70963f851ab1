using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace Relay.FunctionalTests;

/// <summary>The page of recipes and the blocks on it.</summary>
static partial class RecipePage
{
    static readonly string Text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "recipes.md"));

    /// <summary>The names of all recipes in settings.</summary>
    public static IReadOnlyList<string> Names => [.. Recipe().Matches(Text).Select(static match => match.Groups["name"].Value)];

    /// <summary>All blocks of code.</summary>
    public static IReadOnlyList<string> CodeBlocks => [.. Code().Matches(Text).Select(static match => match.Groups["code"].Value)];

    /// <summary>The keys of a recipe below <c>Relay:</c>, its files in a folder and its commands too.</summary>
    public static Dictionary<string, string?> Settings(string name, string folder)
    {
        var json = Recipe().Matches(Text).Single(match => match.Groups["name"].Value == name).Groups["json"].Value;
        json = json.Replace("\"members.txt\"", Quoted(folder, "members.txt"), StringComparison.Ordinal)
            .Replace("\"paid.txt\"", Quoted(folder, "paid.txt"), StringComparison.Ordinal)
            .Replace("\"./policy.py\"", Quoted(folder, "policy.py"), StringComparison.Ordinal);
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json));
        return new ConfigurationBuilder().AddJsonStream(stream).Build().AsEnumerable()
            .Where(static pair => pair.Value is not null)
            .ToDictionary(static pair => pair.Key["Relay:".Length..], static pair => pair.Value);
    }

    static string Quoted(string folder, string file) => System.Text.Json.JsonSerializer.Serialize(Path.Combine(folder, file));

    [GeneratedRegex("<!-- recipe: (?<name>[a-z]+) -->\n```json\n(?<json>.*?)```\n", RegexOptions.Singleline)]
    private static partial Regex Recipe();

    [GeneratedRegex("```csharp\n(?<code>.*?)```\n", RegexOptions.Singleline)]
    private static partial Regex Code();
}
