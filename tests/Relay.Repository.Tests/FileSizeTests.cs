using Relay.Nostr.Tests;

namespace Relay.Repository.Tests;

/// <summary>Files stay small enough to be read in one go.</summary>
public sealed class FileSizeTests
{
    static readonly Dictionary<string, int> Lines = SourceFiles.Of("src").ToDictionary(
        path => Path.GetRelativePath(RepositoryFolder.Path, path), path => File.ReadLines(path).Count());

    [Fact]
    public void No_source_file_is_longer_than_500_lines()
    {
        Assert.NotEmpty(Lines);
        Assert.DoesNotContain(Lines, file => file.Value > 500);
    }

    [Fact]
    public void At_least_95_percent_of_the_source_files_are_shorter_than_250_lines()
    {
        var tooLong = Lines.Where(file => file.Value >= 250).Select(file => $"{file.Key}: {file.Value}").ToArray();

        Assert.True(tooLong.Length <= 0.05 * Lines.Count, string.Join('\n', tooLong));
    }
}
