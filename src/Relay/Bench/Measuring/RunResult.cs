namespace Relay.Server;

/// <summary>What one run of a workload measured.</summary>
/// <param name="Value">The row's number, in the workload's unit.</param>
sealed record RunResult(double Value)
{
    /// <summary>The median latency in milliseconds.</summary>
    public double? P50 { get; init; }

    /// <summary>The latency in milliseconds that one in a hundred exceeds.</summary>
    public double? P99 { get; init; }

    /// <summary>Events in an answer, on average.</summary>
    public double? EventsPerAnswer { get; init; }

    /// <summary>Bytes received for an event, as they came over the wire.</summary>
    public double? BytesPerEvent { get; init; }

    /// <summary>Adds the latencies' percentiles.</summary>
    public RunResult With(Latencies latencies) => this with { P50 = latencies.Percentile(50), P99 = latencies.Percentile(99) };
}
