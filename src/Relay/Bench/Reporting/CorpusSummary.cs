namespace Relay.Server;

/// <summary>Which events were used.</summary>
/// <param name="Options">What they were made of.</param>
/// <param name="Fingerprint">The fingerprint of their ids.</param>
/// <param name="AverageSize">Bytes of JSON of one event, on average.</param>
sealed record CorpusSummary(CorpusOptions Options, string Fingerprint, double AverageSize);
