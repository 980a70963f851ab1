using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>
/// The help of every command, held in the files of the folder Help. To accept a change, run this class with <c>ACCEPT_HELP=1</c> and look
/// at the difference.
/// </summary>
public sealed class HelpTests : IDisposable
{
    static readonly string Golden = Path.Combine(Repository.Root, "tests", "Relay.FunctionalTests", "Program", "Help");

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_help_of_every_command_is_as_written_down()
    {
        var shown = new Dictionary<string, string>();
        await CollectAsync([], shown);
        if (Environment.GetEnvironmentVariable("ACCEPT_HELP") == "1")
        {
            foreach (var (name, text) in shown)
                await File.WriteAllTextAsync(Path.Combine(Golden, name), text);
        }

        Assert.Equal(Directory.GetFiles(Golden).Select(Path.GetFileName).Order(), shown.Keys.Order());
        foreach (var (name, text) in shown)
            Assert.Equal(await File.ReadAllTextAsync(Path.Combine(Golden, name)), text);
    }

    [Fact]
    public async Task The_help_of_every_command_ends_with_examples_and_numbers_are_as_they_must_be_typed()
    {
        foreach (var file in Directory.GetFiles(Golden))
        {
            var text = await File.ReadAllTextAsync(file);
            // A command that only has others in it is not typed alone.
            if (!text.Contains("Commands:", StringComparison.Ordinal))
                Assert.Matches("\nExamples:\n  (source <\\()?relay ", text);
            Assert.DoesNotMatch("(?<!default: [0-9,]*)[0-9],[0-9]{3}(?![0-9])|\\[default: [^\\]]*\\|", text);
            Assert.True(text.Split('\n').First(static line => line.StartsWith("  ", StringComparison.Ordinal)).Length < 150, file);
        }
    }

    async Task CollectAsync(string[] command, Dictionary<string, string> shown)
    {
        await using var process = RelayProcess.Start(_folder.Path, [.. command, "--help"]);
        var help = await process.EndAsync();
        Assert.Equal((0, ""), (help.ExitCode, help.Errors));
        shown.Add($"{string.Join('-', command.Prepend("relay"))}.txt", help.Output);
        var list = help.Output.Split("\nCommands:\n") is [_, var after] ? after.Split("\n\n")[0].Split('\n') : [];
        foreach (var line in list.Where(static line => line.StartsWith("  ", StringComparison.Ordinal)))
            await CollectAsync([.. command, line.Trim().Split(' ')[0]], shown);
    }
}
