namespace Relay.Core;

/// <summary>
/// A bounded amount of bytes that clients make the relay keep. What is taken is taken from the budgets above as well: a connection's
/// share is part of its address's, and that part of the relay's. Thread-safe, without a lock.
/// </summary>
public sealed class Budget
{
    readonly Budget? _above;
    long _used;

    /// <summary>A budget of so many bytes, within the one above it.</summary>
    /// <param name="option">The key of the option that sets it, such as <c>Relay:Memory:OutboxesMiB</c>; refusals name it.</param>
    /// <param name="limit">The most that may be taken, in bytes.</param>
    /// <param name="above">The budget of which it is a part; null if of none.</param>
    public Budget(string option, long limit, Budget? above = null)
    {
        Option = option;
        Limit = limit;
        _above = above;
    }

    /// <summary>The key of the option that sets it.</summary>
    public string Option { get; }

    /// <summary>The most that may be taken, in bytes.</summary>
    public long Limit { get; }

    /// <summary>What is taken now, in bytes.</summary>
    public long Used => Volatile.Read(ref _used);

    /// <summary>Whether more is taken than there is.</summary>
    public bool IsOverdrawn => Used > Limit;

    /// <summary>
    /// Takes so many bytes here and above. Null if they were there; else nothing is taken, and what comes back is the budget that lacks
    /// them.
    /// </summary>
    public Budget? Take(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        if (Interlocked.Add(ref _used, bytes) > Limit)
        {
            Interlocked.Add(ref _used, -bytes);
            return this;
        }
        var lacking = _above?.Take(bytes);
        if (lacking is not null)
            Interlocked.Add(ref _used, -bytes);
        return lacking;
    }

    /// <summary>
    /// Takes so many bytes here and above whether they are there or not, for what must not fail; who does so sees to it that others give.
    /// </summary>
    public void Overdraw(long bytes)
    {
        Interlocked.Add(ref _used, bytes);
        _above?.Overdraw(bytes);
    }

    /// <summary>Gives back what was taken.</summary>
    public void Give(long bytes)
    {
        Interlocked.Add(ref _used, -bytes);
        _above?.Give(bytes);
    }
}
