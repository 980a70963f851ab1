using System.Diagnostics;

namespace Relay.Storage.Lmdb;

/// <summary>Bounds how long a read transaction is held: a slice of a query asks it every step, and it looks at the clock every so many.</summary>
struct SliceClock
{
    /// <summary>Long enough to amortise opening lists again, short enough not to pin old pages or starve other queries.</summary>
    static readonly long SliceTicks = Stopwatch.Frequency * 50 / 1000;

    const int StepsPerLook = 256;

    readonly long _end;
    int _steps;

    public SliceClock() => _end = Stopwatch.GetTimestamp() + SliceTicks;

    public bool IsOver => ++_steps % StepsPerLook == 0 && Stopwatch.GetTimestamp() >= _end;
}
