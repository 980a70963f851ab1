namespace Relay.AspNetCore;

/// <summary>Unused segments of one size, up to a number of bytes. Thread-safe.</summary>
sealed class SegmentStack(int size, int maxKeptBytes)
{
    readonly int _maxKept = maxKeptBytes / size;
    readonly Lock _lock = new();
    Stack<byte[]> _kept = new();

    public byte[] Take()
    {
        lock (_lock)
        {
            if (_kept.TryPop(out var segment))
                return segment;
        }
        return GC.AllocateUninitializedArray<byte>(size);
    }

    public void Put(byte[] segment)
    {
        lock (_lock)
        {
            if (_kept.Count < _maxKept)
                _kept.Push(segment);
        }
    }

    /// <summary>Drops all segments.</summary>
    public void Trim()
    {
        lock (_lock)
            _kept = new();
    }
}
