using System.Diagnostics;

namespace Relay.Storage.Postings;

/// <summary>
/// Bounds how long a read transaction is held. A slice of a query reports every step; the clock reads the time once per
/// <see cref="SliceBudget.StepsPerLook"/> steps.
/// </summary>
public struct SliceClock(SliceBudget budget)
{
    /// <summary>A clock without an end, for work that no client waits for.</summary>
    public static SliceClock Endless => new(new SliceBudget(TimeSpan.MaxValue, int.MaxValue));

    readonly long _start = Stopwatch.GetTimestamp();
    long _steps;

    /// <summary>Whether the time was over at the last look.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Notes a step, or one that takes as long as several.</summary>
    public void Step(long weight = 1)
    {
        _steps += weight;
        if (_steps < budget.StepsPerLook)
            return;
        _steps = 0;
        IsOver = Stopwatch.GetElapsedTime(_start) >= budget.Time;
    }
}
