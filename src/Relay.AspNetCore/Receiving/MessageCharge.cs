using Relay.Core;

namespace Relay.AspNetCore;

/// <summary>
/// The bytes that one unfinished message takes from the memory of all messages. Thread-safe: another connection may end it.
/// </summary>
sealed class MessageCharge(Budget account, TimeProvider time)
{
    readonly Lock _lock = new();
    readonly long _since = time.GetTimestamp();
    long _held;
    bool _isOver;
    bool _isWhole;

    /// <summary>The bytes held times the seconds since the message began. 0 if the message is whole or younger than a second.</summary>
    public long Weight
    {
        get
        {
            lock (_lock)
                return _isOver || _isWhole ? 0 : _held * (long)time.GetElapsedTime(_since).TotalSeconds;
        }
    }

    /// <summary>Takes more bytes. Null if they were available, else the budget that lacks them.</summary>
    public Budget? Take(long bytes)
    {
        lock (_lock)
        {
            // The connection is closing and throws away what it still reads.
            if (_isOver)
                return null;
            var lacking = account.Take(bytes);
            if (lacking is null)
                _held += bytes;
            return lacking;
        }
    }

    /// <summary>Notes that the message is whole: the relay now works on it.</summary>
    public void Complete()
    {
        lock (_lock)
            _isWhole = true;
    }

    /// <summary>Gives all bytes back. Further calls do nothing.</summary>
    public void End()
    {
        lock (_lock)
            Give();
    }

    /// <summary>
    /// Counts the bytes of an unfinished message as free; the caller then closes its connection. False if the message is whole or over,
    /// because its client is then not to blame.
    /// </summary>
    public bool TryForgive()
    {
        lock (_lock)
            return !_isWhole && Give();
    }

    bool Give()
    {
        if (_isOver)
            return false;
        _isOver = true;
        account.Give(_held);
        return true;
    }
}
