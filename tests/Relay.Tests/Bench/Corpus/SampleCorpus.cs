using Relay.Server;

namespace Relay.Tests;

/// <summary>A small corpus that tests share.</summary>
static class SampleCorpus
{
    public static CorpusOptions Options { get; } = new() { Events = 4_000, Authors = 200, Seed = 7 };

    public static CorpusAuthors Authors { get; } = new(Options.Authors, Options.Seed);

    public static EventCorpus Events { get; } = Create(Options);

    public static EventCorpus Create(CorpusOptions options)
    {
        using var authors = new CorpusAuthors(options.Authors, options.Seed);
        return CorpusGenerator.Create(options, authors, static _ => { });
    }
}
