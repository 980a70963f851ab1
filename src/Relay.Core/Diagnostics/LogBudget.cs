namespace Relay.Core;

/// <summary>Lets a bounded number of log lines through in each period, and counts the lines left out since. Thread-safe.</summary>
/// <param name="time">The clock.</param>
/// <param name="lines">The most lines that are written in a period.</param>
/// <param name="period">The length of a period, which begins with its first line.</param>
public sealed class LogBudget(TimeProvider time, int lines, TimeSpan period)
{
    readonly Lock _gate = new();
    long _start = time.GetTimestamp();
    int _taken;
    int _omitted;

    /// <summary>Whether to write a line. If so, <paramref name="omitted"/> is the number of lines that were left out before it.</summary>
    public bool TryTake(out int omitted)
    {
        lock (_gate)
        {
            omitted = 0;
            if (time.GetElapsedTime(_start) >= period)
            {
                _start = time.GetTimestamp();
                _taken = 0;
            }
            if (_taken == lines)
            {
                _omitted++;
                return false;
            }
            _taken++;
            (omitted, _omitted) = (_omitted, 0);
            return true;
        }
    }
}
