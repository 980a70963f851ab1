namespace Relay.Bench;

/// <summary>What makes a corpus: the same numbers give the same events everywhere.</summary>
sealed record CorpusOptions
{
    public int Events { get; init; } = 60_000;

    public int Authors { get; init; } = 2_000;

    public int Seed { get; init; } = 1;

    /// <summary>The time of the newest event. Fixed, so that a store filled once serves later runs.</summary>
    public long Newest { get; init; } = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    /// <summary>The keys of the longest follow list. With 2,000 it takes 142 KB, more than some relays take by default.</summary>
    public int Follows { get; init; } = 2_000;
}
