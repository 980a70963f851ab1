using Relay.Nostr.Tests;

namespace Relay.Repository.Tests;

/// <summary>
/// Namespaces are flat, so no using line shows which folder of <c>Relay.Core</c> knows which. The drawing in ARCHITECTURE.md does, and it
/// is what the sources say.
/// </summary>
public sealed class CoreFolderTests
{
    const string Mark = "<!-- core-folders -->";

    static readonly FolderArrows Arrows = new(Path.Combine(RepositoryFolder.Path, "src", "Relay.Core"));

    [Fact]
    public void All_types_are_known() => Assert.Equal("", string.Join('\n', Arrows.UnknownTypes));

    [Fact]
    public void Folders_use_each_other_in_one_direction() => Assert.Equal("", Arrows.FindCircle() ?? "");

    [Fact]
    public void The_drawing_in_ARCHITECTURE_shows_the_folders_as_they_are()
    {
        var lines = File.ReadLines(Path.Combine(RepositoryFolder.Path, "ARCHITECTURE.md"))
            .SkipWhile(static line => line != Mark)
            .SkipWhile(static line => !line.StartsWith("```", StringComparison.Ordinal)).Skip(1)
            .TakeWhile(static line => line != "```")
            .Select(static line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

        Assert.Equal(string.Join('\n', Arrows.Lines.Order()), string.Join('\n', lines.Order()));
    }
}
