namespace Relay.Core;

/// <summary>
/// The queries that run. What is moved from one store to another is in both until the queries that began before have ended: one of them
/// may have passed its place in the one, and began to read the other when it was not yet there. Thread-safe.
/// </summary>
sealed class RunningQueries(TimeProvider time)
{
    readonly Lock _gate = new();
    readonly HashSet<RunningQuery> _running = [];

    public RunningQuery Begin()
    {
        var query = new RunningQuery(this);
        lock (_gate)
            _running.Add(query);
        return query;
    }

    /// <summary>
    /// Completes when the queries that run now have ended, or after <paramref name="patience"/>. Those that go on then are told that they
    /// have missed something.
    /// </summary>
    public async Task PassAsync(TimeSpan patience, CancellationToken cancel)
    {
        RunningQuery[] running;
        lock (_gate)
            running = [.. _running];
        await Task.WhenAll(running.Select(static query => query.Ended)).WaitAsync(patience, time, cancel)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancel.ThrowIfCancellationRequested();
        foreach (var query in running)
            query.IsOvertaken = true;
    }

    public void End(RunningQuery query)
    {
        lock (_gate)
            _running.Remove(query);
    }
}
