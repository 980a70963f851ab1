namespace Relay.AspNetCore;

/// <summary>Frames in pooled segments, in order. A frame never spans two segments. Guarded by its outbox's lock.</summary>
sealed class SegmentQueue(OutboxMemory memory)
{
    /// <summary>A queue with room for more than this many segments is dropped when it runs empty.</summary>
    const int KeptCapacity = 64;

    Queue<OutboxSegment>? _full;
    byte[]? _open;

    // The one small segment that comes and goes with every live event of a client that keeps up. It is too small to count.
    byte[]? _first;
    int _openLength;
    bool _isForgiven;
    int _bodies;
    long _bodiesSince;

    /// <summary>Bytes taken from the memory of all outboxes, for segments that wait or are being written.</summary>
    public long Held { get; private set; }

    /// <summary>
    /// The moment since which at least one shared body has always waited or been in a write, in milliseconds of the system's clock; null if
    /// there is none.
    /// </summary>
    public long? SharedSince => _bodies == 0 ? null : _bodiesSince;

    public bool IsEmpty => _openLength == 0 && _full is not { Count: > 0 };

    /// <summary>Room for a frame of at most <paramref name="size"/> bytes. The caller then calls one of the forms of Commit.</summary>
    public Span<byte> Reserve(int size)
    {
        if (_open is null || _open.Length - _openLength < size)
            Open(size);
        return _open.AsSpan(_openLength);
    }

    /// <summary>Ends the frame in the reserved room, which has this many bytes.</summary>
    public void Commit(int length) => _openLength += length;

    /// <summary>Ends the frame whose beginning, of this many bytes, is in the reserved room, with the shared body.</summary>
    public void Commit(int length, SharedBody body)
    {
        body.Hold();
        if (_bodies++ == 0)
            _bodiesSince = Environment.TickCount64;
        (_full ??= new Queue<OutboxSegment>()).Enqueue(new OutboxSegment(_open!, _openLength + length, IsPooled: true, body));
        _open = null;
        _openLength = 0;
    }

    public bool TryTake(out OutboxSegment segment)
    {
        if (_full is { Count: > 0 })
        {
            segment = _full.Dequeue();
            if (_full.Count == 0 && _full.Capacity > KeptCapacity)
                _full = null;
            return true;
        }
        if (_openLength == 0)
        {
            segment = default;
            return false;
        }
        segment = new OutboxSegment(_open!, _openLength, IsPooled: true);
        _open = null;
        _openLength = 0;
        return true;
    }

    /// <summary>Drops all frames and gives their memory back. Returns how many bytes they had.</summary>
    public int Clear()
    {
        var bytes = 0;
        while (TryTake(out var segment))
        {
            bytes += segment.TotalLength;
            Return(segment);
        }
        if (_open is not null)
            Return(_open);
        _open = null;
        return bytes;
    }

    /// <summary>Gives back the memory of a taken segment.</summary>
    public void Return(in OutboxSegment segment)
    {
        if (segment.Body is { } body)
        {
            body.LetGo();
            _bodies--;
        }
        Return(segment.Array);
    }

    void Return(byte[] array)
    {
        if (ReferenceEquals(array, _first))
            _first = null;
        else
            Hold(-array.Length);
        SegmentPool.Return(array);
    }

    void Hold(long bytes)
    {
        if (_isForgiven)
            return;
        Held += bytes;
        if (bytes > 0)
            memory.Take(bytes);
        else
            memory.Give(-bytes);
    }

    /// <summary>
    /// Counts all memory of this queue as free, now and later. The segments themselves are given back when the transport lets go of them.
    /// </summary>
    public void Forgive()
    {
        Hold(-Held);
        _isForgiven = true;
    }

    void Open(int size)
    {
        var isFirst = _open is null;
        if (_openLength > 0)
            (_full ??= new Queue<OutboxSegment>()).Enqueue(new OutboxSegment(_open!, _openLength, IsPooled: true));
        else if (_open is not null)
            Return(_open);
        _openLength = 0;
        _open = SegmentPool.Rent(Math.Max(size, isFirst ? SegmentPool.FirstSegmentSize : SegmentPool.SegmentSize));
        if (_first is null && _open.Length == SegmentPool.FirstSegmentSize)
            _first = _open;
        else
            Hold(_open.Length);
    }
}
