namespace Relay.Core;

/// <summary>Lets so many log lines through in a period, and says how many were left out since. Thread-safe.</summary>
/// <param name="time">The clock.</param>
/// <param name="lines">How many lines are written in a period.</param>
/// <param name="period">How long a period is, from its first line on.</param>
public sealed class LogBudget(TimeProvider time, int lines, TimeSpan period)
{
    readonly Lock _gate = new();
    long _start = time.GetTimestamp();
    int _taken;
    int _omitted;

    /// <summary>Whether to write a line; if so, how many were not written before it.</summary>
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
