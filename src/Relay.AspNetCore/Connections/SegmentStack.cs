namespace Relay.AspNetCore;

/// <summary>Segments of one size that are not in use, a bounded number of them. Thread-safe.</summary>
sealed class SegmentStack(int size, int maxKept)
{
    readonly Lock _lock = new();
    readonly Stack<byte[]> _kept = new();

    internal byte[] Take()
    {
        lock (_lock)
        {
            if (_kept.TryPop(out var segment))
                return segment;
        }
        return GC.AllocateUninitializedArray<byte>(size);
    }

    internal void Put(byte[] segment)
    {
        lock (_lock)
        {
            if (_kept.Count < maxKept)
                _kept.Push(segment);
        }
    }
}
