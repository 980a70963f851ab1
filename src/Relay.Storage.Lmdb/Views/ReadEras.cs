namespace Relay.Storage.Lmdb;

/// <summary>
/// Which queries began before which pass of the indexer. A query takes the versions of one moment, over all its slices; so a pass leaves
/// a version that was replaced in the index until every query that began before is over. Thread-safe.
/// </summary>
sealed class ReadEras
{
    /// <summary>A query that takes longer, since its client reads so slowly, may miss a version that is replaced meanwhile.</summary>
    internal static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

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

    /// <summary>A query begins; it leaves the era when it is over.</summary>
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
    /// A pass begins, over everything up to this number. Gives the number of the newest successor whose predecessors nobody is looking
    /// for any more. It lies one pass back: a query knows its newest number a moment before it begins. Not to be called at once by two.
    /// </summary>
    public long BeginPass(long high)
    {
        var era = _current;
        era.EndedAt = _time.GetTimestamp();
        _past.Enqueue(era);
        _current = new ReadEra(_sealedHigh);
        // Whoever entered the old era and does not see the new one yet is seen below.
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
/// <param name="floor">No query that began in it takes fewer numbers than up to this one.</param>
sealed class ReadEra(long floor)
{
    int _readers;

    public long Floor => floor;

    /// <summary>When the next era began.</summary>
    public long EndedAt { get; set; }

    public bool IsAnyoneReading => Volatile.Read(ref _readers) > 0;

    public void Enter() => Interlocked.Increment(ref _readers);

    public void Leave() => Interlocked.Decrement(ref _readers);
}
