using Relay.Nostr.Tests;

namespace Relay.Repository.Tests;

/// <summary>No line of C# is wider than 140 characters, as .editorconfig says.</summary>
public sealed class LineWidthTests
{
    const int MaxWidth = 140;

    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    [InlineData("samples")]
    [InlineData("tools")]
    public void No_line_is_longer_than_140_characters(string folder)
    {
        var files = SourceFiles.Of(folder).ToArray();

        Assert.NotEmpty(files);
        var wide = files.SelectMany(WideLines).ToArray();
        Assert.True(wide.Length == 0, string.Join('\n', wide));
    }

    static IEnumerable<string> WideLines(string path) =>
        from line in File.ReadLines(path).Index()
        let width = line.Item.EnumerateRunes().Count()
        where width > MaxWidth
        select $"{Path.GetRelativePath(RepositoryFolder.Path, path)}:{line.Index + 1}: {width} characters";
}
