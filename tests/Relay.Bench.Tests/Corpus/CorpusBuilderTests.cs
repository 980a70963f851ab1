using System.Text;
using Relay.Nostr;

namespace Relay.Bench.Tests;

public sealed class CorpusBuilderTests
{
    static readonly CorpusOptions Options = new() { Events = 1_000, Authors = SampleCorpus.Options.Authors, Seed = 7 };

    static readonly IReadOnlyList<NostrEvent> Events = [.. CorpusGenerator.Generate(Options, SampleCorpus.Authors)];

    [Fact]
    public void A_corpus_that_is_made_holds_what_is_generated()
    {
        using var builder = Builder();
        using var corpus = builder.Create();
        AssertSame(corpus, builder);
    }

    [Fact]
    public async Task A_corpus_that_is_written_can_be_read()
    {
        using var writing = Builder();
        using var reading = Builder();
        var file = await WriteAsync(writing);
        Assert.Equal(Events.Select(static e => Encoding.UTF8.GetString(e.ToJson())), Encoding.UTF8.GetString(file).Trim().Split('\n'));
        using var corpus = await reading.ReadAsync(new MemoryStream(file), TestContext.Current.CancellationToken);
        AssertSame(corpus, reading);
        Assert.Equal(writing.Tally.Fingerprint(), reading.Tally.Fingerprint());
        Assert.Equal(writing.Tally.AverageSize, reading.Tally.AverageSize);
    }

    [Fact]
    public async Task A_corpus_of_other_numbers_is_refused()
    {
        using var writing = Builder();
        var file = await WriteAsync(writing);
        var other = new CorpusOptions { Events = 1_000, Authors = 20, Seed = 8 };
        using var authors = new CorpusAuthors(other.Authors, other.Seed);
        using var reading = new CorpusBuilder(other, authors, static _ => { });
        Assert.Contains("--seed", await ProblemAsync(reading, file), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "no events")]
    [InlineData("\n", "line 1: invalid: not valid JSON")]
    [InlineData("{}\n", "line 1: invalid:")]
    public async Task A_file_that_is_no_corpus_is_refused(string text, string problem)
    {
        using var reading = Builder();
        Assert.Contains(problem, await ProblemAsync(reading, Encoding.UTF8.GetBytes(text)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_lacks_its_end_is_refused()
    {
        using var writing = Builder();
        using var reading = Builder();
        var file = await WriteAsync(writing);
        Assert.Contains("line 1000: the file ends", await ProblemAsync(reading, file[..^5]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_that_was_changed_is_noticed()
    {
        using var writing = Builder();
        using var reading = Builder();
        var text = Encoding.UTF8.GetString(await WriteAsync(writing));
        var file = Encoding.UTF8.GetBytes(text.Replace("\"kind\":9735", "\"kind\":9736", StringComparison.Ordinal));
        Assert.Contains("id does not match", await ProblemAsync(reading, file), StringComparison.Ordinal);
    }

    static CorpusBuilder Builder() => new(Options, SampleCorpus.Authors, static _ => { });

    static async Task<byte[]> WriteAsync(CorpusBuilder builder)
    {
        var file = new MemoryStream();
        await builder.WriteAsync(file, TestContext.Current.CancellationToken);
        return file.ToArray();
    }

    static async Task<string> ProblemAsync(CorpusBuilder builder, byte[] file) =>
        (await Assert.ThrowsAsync<InvalidDataException>(
            () => builder.ReadAsync(new MemoryStream(file), TestContext.Current.CancellationToken))).Message;

    static void AssertSame(EventCorpus corpus, CorpusBuilder builder)
    {
        Assert.Equal(Events.Count, corpus.Count);
        Assert.Equal(Events.Count, builder.Tally.Count);
        Assert.Equal(SampleCorpus.Fingerprint(Events), builder.Tally.Fingerprint());
        for (var i = 0; i < Events.Count; i++)
        {
            Assert.Equal(Events[i].Record.ToArray(), corpus[i].Record.ToArray());
            Assert.True(corpus.TryFind(Events[i].Id, out var index));
            Assert.Equal(i, index);
        }
        Assert.False(corpus.TryFind(default, out _));
    }
}
