using Relay.Nostr;

namespace Relay.Bench.Tests;

/// <summary>A small corpus that tests share.</summary>
static class SampleCorpus
{
    public static CorpusOptions Options { get; } = new() { Events = 6_000, Authors = 200, Seed = 7 };

    public static CorpusAuthors Authors { get; } = new(Options.Authors, Options.Seed);

    public static IReadOnlyList<NostrEvent> All { get; } = [.. CorpusGenerator.Generate(Options, Authors)];

    public static EventCorpus Events { get; } = new(new MemoryRecords([.. All]));

    public static string Fingerprint(IEnumerable<NostrEvent> events)
    {
        using var tally = new CorpusTally();
        foreach (var e in events)
            tally.Add(e.Id, e.ToJson().Length);
        return tally.Fingerprint();
    }

    public static double AverageSize(IEnumerable<NostrEvent> events) => events.Average(static e => e.ToJson().Length);
}
