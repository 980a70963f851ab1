using System.Text.RegularExpressions;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>The tables of docs/moving.md, with settings of other relays beside ours.</summary>
public sealed partial class MovingPageTests
{
    static readonly string Options = File.ReadAllText(Path.Combine(Repository.Root, "docs", "options.md"));

    [Fact]
    public void Every_key_of_ours_exists()
    {
        var keys = KeyPattern().Matches(MovingPage.Text).Select(static match => match.Value).Distinct().ToArray();

        Assert.True(keys.Length > 40, $"only {keys.Length} keys were found");
        Assert.Equal([], keys.Where(static key => !Exists(key)));
    }

    [Fact]
    public void Keys_are_written_in_full() =>
        Assert.Equal([], ShortKeyPattern().Matches(Settings).Select(static match => match.Value));

    [Theory]
    [InlineData("Relay:Limits:MaxLimits")]
    [InlineData("Relay:Limit")]
    public void A_key_that_does_not_exist_is_found(string key) => Assert.False(Exists(key));

    static string Settings { get; } = MovingPage.Text.Split("\n## Settings")[1];

    /// <summary>A key, a section, or the beginning of one that ends before a colon.</summary>
    static bool Exists(string key) =>
        Options.Contains($"| `{key}` |", StringComparison.Ordinal)
        || Options.Contains($"\n## {key}\n", StringComparison.Ordinal)
        || Options.Contains($"\n## {key}:", StringComparison.Ordinal);

    [GeneratedRegex("Relay:[A-Za-z0-9:]*[A-Za-z0-9]")]
    private static partial Regex KeyPattern();

    /// <summary>A name with a colon that is neither ours in full nor an address.</summary>
    [GeneratedRegex("(?<=`)(?!Relay:)[A-Z][A-Za-z]+:[A-Za-z:]+(?=`)")]
    private static partial Regex ShortKeyPattern();
}
