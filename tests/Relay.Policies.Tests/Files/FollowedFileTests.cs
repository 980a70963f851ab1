using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Relay.Core;
using Relay.Core.Tests;
using Relay.Testing;

namespace Relay.Policies.Tests;

public sealed class FollowedFileTests : IDisposable
{
    const int Looks = FollowedFile<List<string>>.Looks;
    const int LooksIfUnfinished = FollowedFile<List<string>>.LooksIfUnfinished;

    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("relay-followed-");
    readonly FakeTime _time = new();
    readonly RecordingLog _log = new();

    string Path => System.IO.Path.Combine(_folder.FullName, "list.txt");

    [Fact]
    public void A_change_is_taken_at_the_second_look_that_finds_it()
    {
        File.WriteAllText(Path, "a\n");
        using var files = Open();

        File.WriteAllText(Path, "a\nb\n");
        Look(Looks - 1);
        Assert.Equal(["a"], Entries(files));
        Look(1);
        Assert.Equal(["a", "b"], Entries(files));
    }

    [Fact]
    public void A_file_that_the_operator_calls_complete_is_taken_at_once()
    {
        File.WriteAllText(Path, "a\nb\n");
        using var files = Open();

        File.WriteAllText(Path, "c");
        files.ReadAgain();
        Assert.Equal(["c"], Entries(files));
        File.WriteAllText(Path, "wrong");
        files.ReadAgain();
        Assert.Equal(["c"], Entries(files));
    }

    [Fact]
    public void A_file_that_goes_on_changing_is_not_taken()
    {
        File.WriteAllText(Path, "a\n");
        using var files = Open();

        for (var i = 0; i < 50; i++)
        {
            File.AppendAllText(Path, $"{i}\n");
            Look(Looks - 1);
            Assert.Equal(["a"], Entries(files));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\nb\n")]
    [InlineData("a\nb\nc\nd")]
    public void A_file_that_is_shorter_or_ends_in_a_line_is_taken_once_it_has_rested(string text)
    {
        File.WriteAllText(Path, "a\nb\nc\n");
        using var files = Open();

        File.WriteAllText(Path, text);
        Look(LooksIfUnfinished - 1);
        Assert.Equal(["a", "b", "c"], Entries(files));
        Look(1);
        Assert.Equal(text.Split('\n', StringSplitOptions.RemoveEmptyEntries), Entries(files));
    }

    [Fact]
    public void A_list_that_is_written_in_place_with_pauses_is_in_force_whole_at_every_moment()
    {
        string[] denied = [.. Enumerable.Range(0, 1_000).Select(static i => $"{i:d62}")];
        File.WriteAllLines(Path, denied);
        using var files = Open();

        // A program's buffer of 4 KiB ends at the end of a line, and the program waits for the next ones.
        using (var file = new FileStream(Path, FileMode.Truncate, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0))
        {
            foreach (var part in denied.Chunk(64))
            {
                file.Write(System.Text.Encoding.ASCII.GetBytes(string.Concat(part.Select(static line => line + '\n'))));
                Look(LooksIfUnfinished - 1);
                Assert.Equal(denied, Entries(files));
            }
        }
        Look(Looks);
        Assert.Equal(denied, Entries(files));
        Assert.DoesNotContain(_log.Entries, static entry => entry.Level > LogLevel.Information);
    }

    [Theory]
    [InlineData(5, LogLevel.Information)]
    [InlineData(4, LogLevel.Warning)]
    [InlineData(0, LogLevel.Warning)]
    public void A_list_that_loses_more_than_half_is_taken_with_a_warning(int left, LogLevel level)
    {
        File.WriteAllLines(Path, Enumerable.Range(0, 10).Select(static i => $"{i}"));
        using var files = Open();

        File.WriteAllLines(Path, Enumerable.Range(0, left).Select(static i => $"{i}"));
        Look(LooksIfUnfinished);

        Assert.Equal(left, Entries(files).Count);
        Assert.Equal(level, Assert.Single(_log.Entries).Level);
    }

    [Fact]
    public void A_change_that_leaves_time_and_size_is_seen()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "elsewhere time and size are all that is looked at");
        File.WriteAllText(Path, "a\n");
        var written = File.GetLastWriteTimeUtc(Path);
        using var files = Open();

        var other = Path + ".new";
        File.WriteAllText(other, "b\n");
        File.SetLastWriteTimeUtc(other, written);
        File.Move(other, Path, overwrite: true);
        Look(Looks);
        Assert.Equal(["b"], Entries(files));

        File.WriteAllText(Path, "c\n");
        File.SetLastWriteTimeUtc(Path, written);
        Look(Looks);
        Assert.Equal(["c"], Entries(files));
    }

    [Theory]
    [InlineData("pipe")]
    [InlineData("device")]
    [InlineData("folder")]
    public async Task What_is_no_file_is_an_error_at_the_start_and_a_warning_later_and_nobody_waits(string what)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "makes pipes and names devices as Linux does");
        await PutAsync(what);
        var start = await Task.Run(() => Assert.Throws<OptionsException>(Open)).Within("the start");
        Assert.Equal($"List: {Path} cannot be read: it is not a regular file", Assert.Single(start.Problems));

        Remove();
        File.WriteAllText(Path, "a\n");
        using var files = Open();
        Remove();
        await PutAsync(what);
        await Task.Run(() => Look(5)).Within("five looks");
        Assert.Equal(["a"], Entries(files));
        Assert.Contains("is not a regular file", Assert.Single(_log.Entries).Text, StringComparison.Ordinal);

        Remove();
        File.WriteAllText(Path, "a\nb\n");
        Look(Looks);
        Assert.Equal(["a", "b"], Entries(files));
    }

    [Fact]
    public void A_file_may_be_64_MiB_long_and_no_longer()
    {
        using (var file = File.Create(Path))
            file.SetLength(FollowedFile<List<string>>.MaxBytes);
        // The file was read: its content is one long line.
        Assert.Equal($"List: {Path}:1 is longer than 4096 characters", Assert.Single(Assert.Throws<OptionsException>(Open).Problems));

        File.AppendAllText(Path, "\n");
        Assert.Equal(
            $"List: {Path} cannot be read: it is larger than 64 MiB", Assert.Single(Assert.Throws<OptionsException>(Open).Problems));
    }

    [Theory]
    [InlineData(4_096, "\n", true)]
    [InlineData(4_096, "\r\n", true)]
    [InlineData(4_096, "", true)]
    [InlineData(4_097, "\n", false)]
    [InlineData(4_097, "", false)]
    [InlineData(4_098, "\r\n", false)]
    [InlineData(100_000, "\n", false)]
    public void A_line_may_have_4096_characters(int length, string end, bool isRight)
    {
        var lines = new Lines();
        var text = "a\n" + new string('x', length) + end;
        var errors = LineSplitter.Split(new StringReader(text + (end.Length > 0 ? "b" : "")), lines, static () => true);

        Assert.Equal(isRight ? [] : [(2, "is longer than 4096 characters")], errors.First);
        string[] expected = ["a", isRight ? new string('x', length) : "", end.Length > 0 ? "b" : ""];
        Assert.Equal(expected.Where(static line => line.Length > 0), lines.Complete());
    }

    [Fact]
    public void Ten_wrong_lines_are_named_at_the_start_and_the_others_counted()
    {
        File.WriteAllText(Path, string.Concat(Enumerable.Repeat("wrong\n", 25)));

        var problems = Assert.Throws<OptionsException>(Open).Problems;

        Assert.Equal(11, problems.Count);
        Assert.Equal($"List: {Path}:10 is wrong", problems[9]);
        Assert.Equal($"List: {Path} has 15 more wrong lines", problems[10]);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    async Task PutAsync(string what)
    {
        if (what == "folder")
            Directory.CreateDirectory(Path);
        else if (what == "device")
            File.CreateSymbolicLink(Path, "/dev/zero");
        else
            await Process.Start("mkfifo", [Path]).WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    void Remove()
    {
        if (Directory.Exists(Path))
            Directory.Delete(Path);
        else
            File.Delete(Path);
    }

    void Look(int times) => _time.Advance(TimeSpan.FromSeconds(times));

    FollowedFiles<List<string>> Open() => new("List", [Path], static () => new Lines(), _time, _log);

    static List<string> Entries(FollowedFiles<List<string>> files) => files.All[0].Content;

    sealed class Lines : ILineParser<List<string>>
    {
        readonly List<string> _lines = [];

        public int Count => _lines.Count;

        public string? Add(ReadOnlySpan<char> line)
        {
            if (line is "wrong")
                return "is wrong";
            if (!line.IsEmpty)
                _lines.Add(line.ToString());
            return null;
        }

        public List<string> Complete() => _lines;
    }
}
