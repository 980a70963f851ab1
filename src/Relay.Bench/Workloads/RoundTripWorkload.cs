namespace Relay.Bench;

/// <summary>Publishes one event after the other, and measures the time until each OK.</summary>
sealed class RoundTripWorkload(CorpusAuthors authors, BenchOptions options)
    : Workload("round-trip", "publish, 1 connection, 1 in flight, OK p50", "ms")
{
    EventCorpus? _events;

    public override bool IsMoreBetter => false;

    public override void Prepare(int run) => _events = CorpusGenerator.CreateFresh(options.RoundTrips, authors);

    public override RunResult Run(BenchTarget target, int run)
    {
        var load = PublishLoad.Run(
            target, _events!, new EventRange(0, 1, _events!.Count), connections: 1, inFlight: 1, options.Connection);
        return new RunResult(load.Latencies.Percentile(50) ?? 0) { Operations = load.Count }.With(load.Latencies);
    }
}
