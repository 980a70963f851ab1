namespace Relay.Bench;

/// <summary>The events that were used.</summary>
/// <param name="Options">The numbers that define them.</param>
/// <param name="Events">How many there are.</param>
/// <param name="Kept">How many of them a relay keeps.</param>
/// <param name="Fingerprint">The fingerprint of their ids.</param>
/// <param name="AverageSize">The average length of an event as JSON, in bytes.</param>
sealed record CorpusSummary(CorpusOptions Options, int Events, int Kept, string Fingerprint, double AverageSize);
