namespace Relay.Core;

/// <summary>How many events, and bytes of them, may wait for a fan-out.</summary>
readonly record struct FanoutRoom(int Events, long Bytes)
{
    // Of usual size as many events as may wait; of the largest some hundred.
    const long UsualBytes = 64 * 1024 * 1024;

    public static FanoutRoom Usual => new(65_536, Math.Min(UsualBytes, ProcessMemory.Available / 32));

    /// <summary>Whether there is room for more, or nothing waits, which may be passed at once.</summary>
    public bool HasFor(int count, long bytes, in FanoutRoom used) =>
        used.Events == 0 || used.Events + count <= Events && used.Bytes + bytes <= Bytes;

    public FanoutRoom With(int count, long bytes) => new(Events + count, Bytes + bytes);

    /// <summary>Whether at least half of it is free, which is enough to go on with.</summary>
    public bool IsHalfFree(in FanoutRoom used) => used.Events <= Events / 2 && used.Bytes <= Bytes / 2;
}
