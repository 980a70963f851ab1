using Microsoft.Extensions.Logging;
using Relay.Core;
using Relay.Nostr;

namespace Relay.Storage.Lmdb;

/// <summary>
/// Brings index and tail up to the log when a store is opened. It indexes the events outside the watermarks in chunks; the last chunk
/// becomes the tail. A rebuild does the same with an empty index.
/// </summary>
sealed class CatchUp(EventLog log, PostingIndex index, Indexer indexer, ILogger logger, int maxEntries)
{
    /// <summary>
    /// The most events held in memory at once. A store that was killed has fewer outside its index, and then opens without writing.
    /// </summary>
    const int ChunkEvents = 250_000;

    // Bounded by entries too, because entries take the memory: an event with thousands of tags has thousands of them.
    readonly TailRunBuilder _chunk = new(index.Hasher, maxEntries);
    long _high;
    long _low;
    long _done;
    long _total;

    bool IsFull => _chunk.Events >= ChunkEvents || _chunk.Entries >= maxEntries;

    public Tail Run()
    {
        (_high, _low) = index.ReadWatermarks();
        using (var snapshot = log.Environment.OpenSnapshot())
            _total = log.Count(snapshot);
        IndexAbove();
        IndexBelow();
        AddRemoved();
        var (high, low) = log.ReadBounds();
        var vanishing = log.ReadVanishing();
        if (_chunk.IsEmpty)
            return new Tail(high, low, vanishing, overlapsIndex: false);
        return new Tail(high, low, vanishing, overlapsIndex: true).Add(_chunk.Build(), high, low, vanishing);
    }

    void IndexAbove()
    {
        var next = _high + 1;
        while (true)
        {
            using (var snapshot = log.Environment.OpenSnapshot())
            {
                while (!IsFull && log.TryFirstAtLeast(in snapshot, next, out var found, out var record))
                {
                    Add(record, found);
                    next = found + 1;
                }
            }
            if (!IsFull)
                return;
            _high = next - 1;
            WriteChunk();
        }
    }

    void IndexBelow()
    {
        var next = _low - 1;
        while (true)
        {
            using (var snapshot = log.Environment.OpenSnapshot())
            {
                while (!IsFull && log.TryLastAtMost(in snapshot, next, out var found, out var record))
                {
                    Add(record, found);
                    next = found - 1;
                }
            }
            if (!IsFull)
                return;
            // The chunk may also contain the rest of the newer side. Then both sides are indexed as far as they were read.
            _high = Math.Max(_high, HighestRead());
            _low = next + 1;
            WriteChunk();
        }
    }

    long HighestRead()
    {
        using var snapshot = log.Environment.OpenSnapshot();
        return log.TryLastAtMost(in snapshot, Sequences.Max, out var found, out _) ? found : _high;
    }

    void AddRemoved()
    {
        using var snapshot = log.Environment.OpenSnapshot();
        for (long next = 0; log.TryFirstRemoved(snapshot, next, out var removal); next = removal.Sequence + 1)
            _chunk.AddRemoved(removal);
    }

    /// <summary>
    /// Adds an event. A record whose lengths do not fit together is damage, not a mistake of the program, and the operator is told its
    /// number.
    /// </summary>
    void Add(ReadOnlySpan<byte> record, long sequence)
    {
        try
        {
            _chunk.Add(new EventView(record), sequence);
        }
        catch (Exception exception) when (exception is ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            throw new DamageException($"the record of event {sequence} is no event.");
        }
    }

    void WriteChunk()
    {
        _done += _chunk.Events;
        indexer.Write(_chunk.Build(), _high, _low, log.Position);
        StoreMessages.RebuildProgress(logger, _done, _total);
    }
}
