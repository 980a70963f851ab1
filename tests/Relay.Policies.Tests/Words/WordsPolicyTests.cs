using Microsoft.Extensions.Logging;
using Relay.Core;
using Relay.Core.Tests;
using Relay.Testing;
using static Relay.Policies.Tests.OptionsSetup;

namespace Relay.Policies.Tests;

public sealed class WordsPolicyTests : IDisposable
{
    const string Word = "blocked: the text has a word that is not accepted here";
    const string Pattern = "blocked: the text is of a sort that is not accepted here";
    const string Site = "blocked: the text names a site that is not accepted here";

    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("relay-words-");
    readonly FakeTime _time = new();
    readonly RecordingLog _log = new();
    readonly Author _alice = new();
    int _writes;

    string Path => System.IO.Path.Combine(_folder.FullName, "words.txt");

    [Theory]
    [InlineData("casino", "My CASINO!", Word)]
    [InlineData("casino", "casino", Word)]
    [InlineData("casino", "c\u0430s\u0456no", Word)]
    [InlineData("casino", "ca\u200Bsi\u0301no", Word)]
    [InlineData("casino", "ca\u007fsi\u0001no", Word)]
    [InlineData("casino", "𝐜𝐚𝐬𝐢𝐧𝐨", Word)]
    [InlineData("casino", "a \"casino\"\n", Word)]
    [InlineData("casino", "#casino", Word)]
    [InlineData("Casino Royale", "casino,\n royale", Word)]
    [InlineData("casino", "casinos", "")]
    [InlineData("casino", "ecasino", "")]
    [InlineData("casino*", "casinos", Word)]
    [InlineData("casino*", "ecasino", "")]
    [InlineData("*casino", "ecasino", Word)]
    [InlineData("*casino*", "ecasinos", Word)]
    [InlineData("casino", "玩casino吧", Word)]
    [InlineData("赌场", "来赌场玩", Word)]
    [InlineData("微信vx", "加微信VX123", "")]
    [InlineData("微信vx", "加微信VX吧", Word)]
    [InlineData("казино", "Лучшее КАЗИНО!", Word)]
    [InlineData("казино", "казиношка", "")]
    [InlineData("casino", "cas ino", "")]
    [InlineData("casino", "", "")]
    public async Task Words_are_found_as_people_read_them(string word, string text, string verdict)
    {
        using var policy = Open($"word: {word}");

        Assert.Equal(verdict, await Judge.EventAsync(policy, _alice.Note(text)));
    }

    [Theory]
    [InlineData(@"buy\s+\d+ followers", "Buy\n100 FOLLOWERS", Pattern)]
    [InlineData(@"buy\s+\d+ followers", "buy followers", "")]
    [InlineData("^gm$", "gm", Pattern)]
    [InlineData("^gm$", "gm!", "")]
    [InlineData("\\\\", "a\\b", Pattern)]
    [InlineData("#[a-z]+ #[a-z]+", "#a #b", Pattern)]
    public async Task Patterns_are_matched_with_the_text_itself(string pattern, string text, string verdict)
    {
        using var policy = Open($"pattern: {pattern}");

        Assert.Equal(verdict, await Judge.EventAsync(policy, _alice.Note(text)));
    }

    [Fact]
    public async Task Patterns_ignore_case_in_the_same_way_everywhere()
    {
        using var policy = Open("pattern: TITLE");

        Assert.Equal(Pattern, await Judge.EventAsync(policy, _alice.Note("title")));
        Assert.Equal("", await Judge.EventAsync(policy, _alice.Note("t\u0131tle")));
    }

    [Fact]
    public async Task Items_of_some_tags_are_read_like_the_content()
    {
        using var policy = Open("word: casino\ndomain: example.com\npattern: a\\nb");

        Assert.Equal(Site, await Judge.EventAsync(policy, _alice.Note(tags: [["r", "wss://x.example.com"]])));
        Assert.Equal(Site, await Judge.EventAsync(policy, _alice.Note(tags: [["imeta", "m image/png", "url https://example.com/a.png"]])));
        Assert.Equal(Word, await Judge.EventAsync(policy, _alice.Event(30023, tags: [["title", "a \"casino\""]])));
        Assert.Equal(Word, await Judge.EventAsync(policy, _alice.Event(30023, "x", tags: [["e", _alice.Hex], ["t", "casino"], ["t"]])));
        Assert.Equal("", await Judge.EventAsync(policy, _alice.Note(tags: [["client", "casino"], ["x", "example.com"]])));
        // Each item is a line of its own.
        Assert.Equal("", await Judge.EventAsync(policy, _alice.Note("cas", tags: [["t", "ino"]])));
        Assert.Equal(Pattern, await Judge.EventAsync(policy, _alice.Note("a", tags: [["subject"], ["title", "a", "b"]])));
    }

    [Theory]
    [InlineData("""{"name":"c\u0061sino"}""", Word)]
    [InlineData("""{"about":"hi\ncasino\r\n"}""", Word)]
    [InlineData("""{"about":"the \"casino\"\u0022"}""", Word)]
    [InlineData("""{"about":"c\u0430s\ud835\udc22no"}""", Word)]
    [InlineData("""{"about":"cas\u0000ino"}""", Word)]
    [InlineData("""{"website":"https:\/\/example\u002ecom\/"}""", Site)]
    [InlineData("""{"about":"c\u006"}""", "")]
    [InlineData("""\u""", "")]
    [InlineData("""\ud835\u0041\udc00\ud835""", "")]
    [InlineData("""\\\""", "")]
    [InlineData("""\x\\u0061\""", "")]
    public async Task Escapes_in_a_profile_are_read_as_what_they_stand_for(string content, string verdict)
    {
        using var policy = Open("word: casino\ndomain: example.com");

        Assert.Equal(verdict, await Judge.EventAsync(policy, _alice.Event(0, content)));
    }

    [Fact]
    public async Task Kinds_that_nobody_reads_as_text_are_left_alone()
    {
        using var policy = Open("word: casino");

        Assert.Equal("", await Judge.EventAsync(policy, _alice.Event(4, "casino")));
        Assert.Equal(Word, await Judge.EventAsync(policy, _alice.Event(0, """{"name":"casino"}""")));
    }

    [Fact]
    public async Task A_changed_file_is_read_again_and_a_wrong_line_keeps_the_list()
    {
        using var policy = Open("word: casino\n");

        Write("word: roulette\nword: casinos\n");
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(Word, await Judge.EventAsync(policy, _alice.Note("roulette")));
        Assert.Equal("", await Judge.EventAsync(policy, _alice.Note("casino")));

        Write("# a comment that makes it no shorter than before\nword: casino\npattern: (\nwords: poker\n");
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(Word, await Judge.EventAsync(policy, _alice.Note("roulette")));
        Assert.Equal("", await Judge.EventAsync(policy, _alice.Note("casino")));
        Assert.Contains(
            _log.Entries,
            entry => entry.Level == LogLevel.Warning && entry.Text.Contains($"{Path}:3 is not a valid pattern", StringComparison.Ordinal));
        Assert.Contains(_log.Entries, entry => entry.Text.Contains($"{Path}:4 begins with none of", StringComparison.Ordinal));
    }

    [Fact]
    public void Wrong_lines_at_the_start_are_named()
    {
        Write("# fine\n\n  word: casino\ncasino\nword:\nword: c++\ndomain: https://example.com/\npattern: (a)\\1\npattern: x*\n");

        var problems = Assert.Throws<OptionsException>(() => new WordsPolicy(new() { Files = [Path] }, _time, _log)).Problems;

        Assert.Equal(
            new[]
            {
                "4 begins with none of word:, pattern: and domain:",
                "5 needs at least two letters or digits",
                "6 needs at least two letters or digits",
                "7 is not a domain such as example.com",
                "8 repeats too much, or needs backtracking (a back reference, a look around or the like), which is not available",
                "9 matches the empty text, and so every text",
            }.Select(problem => $"Relay:Policies:Words:Files: {Path}:{problem}"),
            problems);
    }

    [Fact]
    public void Lines_have_their_bounds()
    {
        Assert.Null(new WordLines().Add("word: " + new string('x', WordLines.MaxWordLength)));
        Assert.NotNull(new WordLines().Add("word: " + new string('x', WordLines.MaxWordLength + 1)));
        Assert.Null(new WordLines().Add("pattern: " + new string('x', WordLines.MaxPatternLength)));
        Assert.NotNull(new WordLines().Add("pattern: " + new string('x', WordLines.MaxPatternLength + 1)));
        Assert.NotNull(new WordLines().Add("pattern:"));
        Assert.Null(new WordLines().Add("pattern: a{2,1000}"));
        Assert.NotNull(new WordLines().Add("pattern: (a{2,1000}b){1000}"));
        Assert.NotNull(new WordLines().Add("pattern: a{99999999999}"));
        var lines = new WordLines();
        for (var i = 0; i < WordLines.MaxPatterns; i++)
            Assert.Null(lines.Add($"pattern: x{i}"));
        Assert.NotNull(lines.Add("pattern: y"));
        Assert.Equal(WordLines.MaxPatterns, lines.Count);
    }

    [Fact]
    public void A_policy_without_kinds_is_a_mistake()
    {
        Assert.Equal(
            ["Relay:Policies:Words:Kinds names no kind"],
            ProblemsOf(("Relay:Policies:Words:Files:0", "words.txt"), ("Relay:Policies:Words:Kinds", "")));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    WordsPolicy Open(string text)
    {
        Write(text);
        return new WordsPolicy(new WordsOptions { Files = [Path] }, _time, _log);
    }

    void Write(string text)
    {
        File.WriteAllText(Path, text);
        // Later than any file system's idea of now, so that changes within one tick of its clock count.
        File.SetLastWriteTimeUtc(Path, DateTime.UnixEpoch.AddSeconds(FakeTime.Start + ++_writes));
    }
}
