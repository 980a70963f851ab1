namespace Relay.Core;

/// <summary>
/// The time between tries of an operation that fails: 1 s, 2 s, 4 s and so on up to 60 s, until it succeeds. Thread-safe.
/// </summary>
public sealed class Backoff(TimeProvider time)
{
    static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    readonly Lock _gate = new();
    TimeSpan _delay;
    long _failedAt;

    /// <summary>Whether the operation failed so recently that it should not be tried again yet.</summary>
    public bool IsWaiting
    {
        get
        {
            lock (_gate)
                return _delay > TimeSpan.Zero && time.GetElapsedTime(_failedAt) < _delay;
        }
    }

    /// <summary>Whether the operation failed and should be tried again now.</summary>
    public bool IsDue
    {
        get
        {
            lock (_gate)
                return _delay > TimeSpan.Zero && time.GetElapsedTime(_failedAt) >= _delay;
        }
    }

    /// <summary>Notes a failure.</summary>
    public void Failed()
    {
        lock (_gate)
        {
            _failedAt = time.GetTimestamp();
            _delay = _delay == TimeSpan.Zero ? First : _delay * 2 < Longest ? _delay * 2 : Longest;
        }
    }

    /// <summary>Notes a success, which ends the waiting.</summary>
    public void Succeeded()
    {
        lock (_gate)
            _delay = TimeSpan.Zero;
    }
}
