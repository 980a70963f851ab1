namespace Relay.Storage.Lmdb;

/// <summary>How long something that fails is left alone: 1 s, 2 s, 4 s and so on up to 60 s, until it succeeds. Thread-safe.</summary>
sealed class Backoff(TimeProvider time)
{
    static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    readonly Lock _gate = new();
    TimeSpan _delay;
    long _failedAt;

    /// <summary>Whether it failed so shortly before that it is not tried again by itself.</summary>
    public bool IsWaiting
    {
        get
        {
            lock (_gate)
                return _delay > TimeSpan.Zero && time.GetElapsedTime(_failedAt) < _delay;
        }
    }

    /// <summary>Whether it failed, and may be tried again.</summary>
    public bool IsDue
    {
        get
        {
            lock (_gate)
                return _delay > TimeSpan.Zero && time.GetElapsedTime(_failedAt) >= _delay;
        }
    }

    public void Failed()
    {
        lock (_gate)
        {
            _failedAt = time.GetTimestamp();
            _delay = _delay == TimeSpan.Zero ? First : _delay * 2 < Longest ? _delay * 2 : Longest;
        }
    }

    public void Succeeded()
    {
        lock (_gate)
            _delay = TimeSpan.Zero;
    }
}
