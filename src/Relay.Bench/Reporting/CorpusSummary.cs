namespace Relay.Bench;

/// <summary>Which events were used.</summary>
/// <param name="Options">What they were made of.</param>
/// <param name="Events">How many there are.</param>
/// <param name="Kept">How many of them a relay keeps.</param>
/// <param name="Fingerprint">The fingerprint of their ids.</param>
/// <param name="AverageSize">Bytes of JSON of one event, on average.</param>
sealed record CorpusSummary(CorpusOptions Options, int Events, int Kept, string Fingerprint, double AverageSize);
