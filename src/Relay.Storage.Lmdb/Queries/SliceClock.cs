using System.Diagnostics;

namespace Relay.Storage.Lmdb;

/// <summary>
/// Bounds how long a read transaction is held: a slice of a query tells it every step, and it looks at the time every so many.
/// </summary>
struct SliceClock(SliceBudget budget)
{
    /// <summary>A clock for what is short anyhow.</summary>
    public static SliceClock Endless => new(new SliceBudget(TimeSpan.MaxValue, int.MaxValue));

    readonly long _start = Stopwatch.GetTimestamp();
    int _steps;

    /// <summary>Whether the time was over at the last look.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Notes a step.</summary>
    public void Step()
    {
        if (++_steps < budget.StepsPerLook)
            return;
        _steps = 0;
        IsOver = Stopwatch.GetElapsedTime(_start) >= budget.Time;
    }
}
