using System.Text;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>Exports into pipes and files that the shell opens.</summary>
public sealed class ExportPipeTests : IDisposable
{
    const int Count = 3_000;

    readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("export")]
    [InlineData("export --gzip")]
    public async Task A_reader_that_has_enough_makes_no_failure_and_no_false_claim(string command)
    {
        await FillAsync();

        var end = await ShellAsync($"{{ '{Repository.Program}' {command}; echo \"exit code $?\" >&2; }} | head -c 100");

        Assert.Equal("The export ended early: the program that read it has closed its input\nexit code 0\n", end.Errors);
    }

    [Fact]
    public async Task An_export_leaves_what_stands_before_and_after_it_in_the_same_file()
    {
        await FillAsync();

        await ShellAsync($"{{ echo first; '{Repository.Program}' export; echo last; }} > out");

        var lines = await File.ReadAllLinesAsync(_folder.File("out"));
        Assert.Equal(Count + 2, lines.Length);
        Assert.Equal(("first", "last"), (lines[0], lines[^1]));
    }

    public void Dispose() => _folder.Dispose();

    async Task FillAsync()
    {
        var author = new Author();
        var random = new Random(1);
        // The content does not compress well, so that a compressed export fills a pipe, too.
        var notes = Enumerable.Range(0, Count).Select(_ => Encoding.UTF8.GetString(author.Note(Noise()).ToJson()));
        await RelayProcess.RunAsync(_folder.Path, "import --trusted", Encoding.UTF8.GetBytes(string.Join('\n', notes)));

        string Noise()
        {
            var bytes = new byte[500];
            random.NextBytes(bytes);
            return Convert.ToBase64String(bytes);
        }
    }

    async Task<ProcessResult> ShellAsync(string command)
    {
        await using var shell = RelayProcess.Start("bash", _folder.Path, ["-c", command]);
        return await shell.EndAsync();
    }
}
