namespace Relay.Storage.Lmdb;

/// <summary>
/// Knows which queries began before which pass of the indexer. A query sees the versions of one moment in all its slices, so a pass leaves
/// a replaced version in the index until every query that began before is over. Thread-safe.
/// </summary>
sealed class ReadEras
{
    /// <summary>A query that takes longer because its client reads slowly may miss a version that is replaced meanwhile.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    readonly TimeProvider _time;
    readonly Queue<ReadEra> _past = new();
    volatile ReadEra _current;
    long _sealedHigh;

    public ReadEras(TimeProvider time, long high)
    {
        _time = time;
        _sealedHigh = high;
        _current = new ReadEra(high);
    }

    /// <summary>Begins a query. The query leaves the returned era when it is over.</summary>
    public ReadEra Enter()
    {
        while (true)
        {
            var era = _current;
            era.Enter();
            if (era == _current)
                return era;
            era.Leave();
        }
    }

    /// <summary>
    /// Begins a pass over everything up to this number. Returns the number of the newest successor whose predecessors no query looks for
    /// any more. It lies one pass back, because a query takes its newest number a moment before it begins. Two threads must not call this
    /// at once.
    /// </summary>
    public long BeginPass(long high)
    {
        var era = _current;
        era.EndedAt = _time.GetTimestamp();
        _past.Enqueue(era);
        _current = new ReadEra(_sealedHigh);
        // A query that entered the old era and does not see the new one yet is found below.
        Interlocked.MemoryBarrier();
        var floor = _sealedHigh;
        _sealedHigh = high;
        while (_past.TryPeek(out var oldest))
        {
            if (oldest.IsAnyoneReading && _time.GetElapsedTime(oldest.EndedAt) < Longest)
                return oldest.Floor;
            _past.Dequeue();
        }
        return floor;
    }
}

/// <summary>The time between the beginnings of two passes.</summary>
/// <param name="floor">Every query that began in this era sees at least the numbers up to this one.</param>
sealed class ReadEra(long floor)
{
    int _readers;

    public long Floor => floor;

    /// <summary>The moment when the next era began.</summary>
    public long EndedAt { get; set; }

    public bool IsAnyoneReading => Volatile.Read(ref _readers) > 0;

    public void Enter() => Interlocked.Increment(ref _readers);

    public void Leave() => Interlocked.Decrement(ref _readers);
}
