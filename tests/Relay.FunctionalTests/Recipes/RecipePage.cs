using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>The page of recipes and the blocks on it.</summary>
static partial class RecipePage
{
    static readonly string Text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "recipes.md"));

    /// <summary>The names of all recipes in settings.</summary>
    public static IReadOnlyList<string> Names => [.. Recipe().Matches(Text).Select(static match => match.Groups["name"].Value)];

    /// <summary>All blocks of code.</summary>
    public static IReadOnlyList<string> CodeBlocks => [.. Code().Matches(Text).Select(static match => match.Groups["code"].Value)];

    /// <summary>The files that recipes name, as they are printed.</summary>
    public static IReadOnlyDictionary<string, string> Files =>
        PrintedFile().Matches(Text).ToDictionary(static match => match.Groups["name"].Value, static match => match.Groups["text"].Value);

    /// <summary>The names of the files in all recipes.</summary>
    public static IEnumerable<string> NamedFiles => Recipe().Matches(Text)
        .SelectMany(static recipe => FileName().Matches(recipe.Groups["json"].Value), static (_, file) => file.Groups["file"].Value)
        .Distinct();

    /// <summary>The keys of a recipe below <c>Relay:</c>, with its files and commands in a folder.</summary>
    public static Dictionary<string, string?> Settings(string name, string folder)
    {
        var json = Recipe().Matches(Text).Single(match => match.Groups["name"].Value == name).Groups["json"].Value;
        json = FileName().Replace(
            json, match => System.Text.Json.JsonSerializer.Serialize(Path.Combine(folder, match.Groups["file"].Value)));
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json));
        return new ConfigurationBuilder().AddJsonStream(stream).Build().AsEnumerable()
            .Where(static pair => pair.Value is not null)
            .ToDictionary(static pair => pair.Key["Relay:".Length..], static pair => pair.Value);
    }

    [GeneratedRegex("""
        "(\./)?(?<file>[a-z]+\.(txt|py))"
        """)]
    private static partial Regex FileName();

    [GeneratedRegex("<!-- recipe: (?<name>[a-z]+) -->\n```json\n(?<json>.*?)```\n", RegexOptions.Singleline)]
    private static partial Regex Recipe();

    [GeneratedRegex("<!-- recipe file: (?<name>[a-z.]+) -->\n```[a-z]*\n(?<text>.*?)```\n", RegexOptions.Singleline)]
    private static partial Regex PrintedFile();

    [GeneratedRegex("```csharp\n(?<code>.*?)```\n", RegexOptions.Singleline)]
    private static partial Regex Code();
}
