namespace Relay.Bench;

/// <summary>The numbers that define a corpus. The same numbers give the same events everywhere.</summary>
sealed record CorpusOptions
{
    public int Events { get; init; } = 60_000;

    public int Authors { get; init; } = 2_000;

    public int Seed { get; init; } = 1;

    /// <summary>The time of the newest event. It is fixed, so that a filled store serves later runs.</summary>
    public long Newest { get; init; } = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    /// <summary>
    /// The number of keys in the longest follow list. With 2,000 the event takes 142 KB, more than some relays accept by default.
    /// </summary>
    public int Follows { get; init; } = 2_000;
}
