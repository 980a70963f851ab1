using Relay.Core;

namespace Relay.AspNetCore;

/// <summary>What one message that is not yet whole takes from the memory of all messages. Thread-safe: another may end it.</summary>
sealed class MessageCharge(Budget account, TimeProvider time)
{
    readonly Lock _lock = new();
    readonly long _since = time.GetTimestamp();
    long _held;
    bool _isOver;
    bool _isWhole;

    /// <summary>Bytes, times the seconds for which the message has been under way; 0 if it is whole, or has not yet been for one.</summary>
    internal long Weight
    {
        get
        {
            lock (_lock)
                return _isOver || _isWhole ? 0 : _held * (long)time.GetElapsedTime(_since).TotalSeconds;
        }
    }

    /// <summary>Takes more; null if it was there, else the budget that lacks it.</summary>
    internal Budget? Take(long bytes)
    {
        lock (_lock)
        {
            // The connection is closing: what it still reads is thrown away.
            if (_isOver)
                return null;
            var lacking = account.Take(bytes);
            if (lacking is null)
                _held += bytes;
            return lacking;
        }
    }

    /// <summary>The message is whole, and is worked off now.</summary>
    internal void Complete()
    {
        lock (_lock)
            _isWhole = true;
    }

    /// <summary>Gives everything back, once.</summary>
    internal void End()
    {
        lock (_lock)
            Give();
    }

    /// <summary>
    /// Counts what an unfinished message holds as free; its connection is to be closed. False if it is whole by now, or over: its client
    /// has done what it was waited for.
    /// </summary>
    internal bool TryForgive()
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
