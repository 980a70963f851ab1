namespace Relay.Bench;

/// <summary>The measurements of one run of a workload.</summary>
/// <param name="Value">The row's number, in the workload's unit.</param>
sealed record RunResult(double Value)
{
    /// <summary>The median latency in milliseconds.</summary>
    public double? P50 { get; init; }

    /// <summary>The latency in milliseconds that one operation in a hundred exceeds.</summary>
    public double? P99 { get; init; }

    /// <summary>Events in an answer, on average.</summary>
    public double? EventsPerAnswer { get; init; }

    /// <summary>Bytes received per event, as they came over the wire.</summary>
    public double? BytesPerEvent { get; init; }

    /// <summary>The number of operations that the row counts: events published, delivered or moved, or queries asked.</summary>
    public double? Operations { get; init; }

    /// <summary>Microseconds of the relay's processor time per operation.</summary>
    public double? CpuPerOperation { get; init; }

    /// <summary>How often the relay's threads waited, per operation.</summary>
    public double? SwitchesPerOperation { get; init; }

    /// <summary>The most memory that the relay held during the run, in bytes.</summary>
    public long? PeakResident { get; init; }

    /// <summary>The most memory that belonged to no file, in bytes.</summary>
    public long? PeakAnonymous { get; init; }

    /// <summary>Bytes that the store took on the disk before the events came.</summary>
    public long? DiskBefore { get; init; }

    /// <summary>Bytes that the store takes on the disk with the events.</summary>
    public long? DiskAfter { get; init; }

    /// <summary>Adds the use of the relay's process, if it is known.</summary>
    public RunResult With(ProcessUse? use) => use is null
        ? this
        : this with
        {
            CpuPerOperation = use.Cpu.TotalMicroseconds / Operations,
            SwitchesPerOperation = use.Switches / Operations,
            PeakResident = use.PeakResident,
            PeakAnonymous = use.PeakAnonymous,
        };

    /// <summary>Adds the latencies' percentiles.</summary>
    public RunResult With(Latencies latencies) => this with { P50 = latencies.Percentile(50), P99 = latencies.Percentile(99) };
}
