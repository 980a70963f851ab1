namespace Relay.Bench;

/// <summary>Publishes a part of the corpus in each run: either new events, or events that are already stored.</summary>
sealed class PublishWorkload(string name, string description, bool areNew, EventCorpus corpus, BenchOptions options)
    : Workload(name, description, "events/s")
{
    public override bool NeedsCorpus => !areNew;

    public override RunResult Run(BenchTarget target, int run)
    {
        var part = new EventRange(0, 1, corpus.Count).Part(run, options.Runs + 1);
        var load = PublishLoad.Run(target, corpus, part, options.Connections, options.InFlight, options.Connection, onlyKept: !areNew);
        if (areNew && load.Duplicates > 0)
            target.Problems.Add(
                "an event that was already stored: measure on an empty store, or with another --seed", load.Duplicates, "duplicate");
        else if (!areNew && load.Duplicates < load.Count)
            target.Problems.Add("a stored event not called a duplicate", load.Count - load.Duplicates, "");
        return new RunResult(load.EventsPerSecond) { Operations = load.Count }.With(load.Latencies);
    }
}
