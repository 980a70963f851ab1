namespace Relay.Core;

/// <summary>How many events, and how many bytes, may wait for a fan-out.</summary>
readonly record struct FanoutRoom(int Events, long Bytes)
{
    // Enough for all 65,536 events if they are of usual size, and for some hundred of the largest.
    const long UsualBytes = 64 * 1024 * 1024;

    public static FanoutRoom Usual => new(65_536, Math.Min(UsualBytes, ProcessMemory.Available / 32));

    /// <summary>Whether more events fit. If nothing waits, they always do, since they are passed on at once.</summary>
    public bool HasFor(int count, long bytes, in FanoutRoom used) =>
        used.Events == 0 || used.Events + count <= Events && used.Bytes + bytes <= Bytes;

    public FanoutRoom With(int count, long bytes) => new(Events + count, Bytes + bytes);

    /// <summary>Whether at least half of the room is free. Waiting publishers then continue.</summary>
    public bool IsHalfFree(in FanoutRoom used) => used.Events <= Events / 2 && used.Bytes <= Bytes / 2;
}
