namespace Relay.Core;

/// <summary>
/// A bounded number of bytes that clients make the relay keep. Bytes taken here are also taken from the budget above: a connection's share
/// is part of its address's, and that one is part of the relay's. Thread-safe, without a lock.
/// </summary>
public sealed class Budget
{
    readonly Budget? _above;
    long _used;

    /// <summary>A budget of this many bytes within the one above it.</summary>
    /// <param name="option">Creates a budget of <paramref name="limit"/> bytes within the one above it.</param>
    /// <param name="limit">The most that may be taken, in bytes.</param>
    /// <param name="above">The budget that contains it; null if none does.</param>
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

    /// <summary>The bytes taken at present.</summary>
    public long Used => Volatile.Read(ref _used);

    /// <summary>Whether more is taken than the limit.</summary>
    public bool IsOverdrawn => Used > Limit;

    /// <summary>
    /// Takes bytes here and in the budgets above. Returns null if all had enough; otherwise takes nothing and returns the budget that lacks
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
    /// Takes bytes here and in the budgets above even if they exceed a limit, for callers that must not fail. The caller then makes others
    /// give bytes back.
    /// </summary>
    public void Overdraw(long bytes)
    {
        Interlocked.Add(ref _used, bytes);
        _above?.Overdraw(bytes);
    }

    /// <summary>Gives bytes back, here and in the budgets above.</summary>
    public void Give(long bytes)
    {
        Interlocked.Add(ref _used, -bytes);
        _above?.Give(bytes);
    }
}
