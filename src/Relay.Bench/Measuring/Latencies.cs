using System.Diagnostics;

namespace Relay.Bench;

/// <summary>
/// Keeps every latency of a run, so that percentiles are exact. Not thread-safe: each thread has its own, and they are merged at the end.
/// </summary>
sealed class Latencies
{
    readonly List<long> _ticks;

    public Latencies(int capacity = 1 << 12) => _ticks = new List<long>(capacity);

    public int Count => _ticks.Count;

    /// <summary>Adds the time since <paramref name="start"/>, a timestamp of <see cref="Stopwatch"/>.</summary>
    public void AddSince(long start) => _ticks.Add(Stopwatch.GetTimestamp() - start);

    public void Add(TimeSpan latency) => _ticks.Add((long)(latency.TotalSeconds * Stopwatch.Frequency));

    public void Merge(Latencies other) => _ticks.AddRange(other._ticks);

    /// <summary>
    /// The smallest latency, in milliseconds, that this percentage of all do not exceed (nearest rank); null if there are none.
    /// </summary>
    public double? Percentile(double percent)
    {
        if (_ticks.Count == 0)
            return null;
        _ticks.Sort();
        var rank = (int)Math.Ceiling(percent / 100 * _ticks.Count);
        return 1000.0 * _ticks[Math.Clamp(rank, 1, _ticks.Count) - 1] / Stopwatch.Frequency;
    }
}
