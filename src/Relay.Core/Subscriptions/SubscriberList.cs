using System.Diagnostics.CodeAnalysis;

namespace Relay.Core;

/// <summary>
/// The filters that wait for one term, in no order; each knows its place. Most terms have one filter, which needs no array. Many filters
/// are kept in chunks, so that no change copies more than a chunk. A mutable value that is stored in a dictionary.
/// </summary>
struct SubscriberList
{
    const int ChunkBits = 8;
    const int ChunkSize = 1 << ChunkBits;
    const int LeastRoom = 3;

    Entry _first;

    // An array of entries, or of whole chunks.
    object? _others;

    public int Count { get; private set; }

    /// <summary>Adds a filter. <paramref name="term"/> is the place of this term among the filter's own.</summary>
    public void Add(LiveFilter filter, int term)
    {
        var place = Count++;
        if (place > 0)
            MakeRoom(place - 1);
        Put(place, new Entry(filter, term));
    }

    /// <summary>Removes the filter at a place. The last filter moves there.</summary>
    public void RemoveAt(int place)
    {
        ref var last = ref At(--Count);
        if (place != Count)
            Put(place, last);
        last = default;
        GiveRoomBack();
    }

    /// <summary>
    /// Copies filters that stand before a place, as many as fit, and returns the place before which the next ones stand. It goes from the
    /// end to the beginning: a filter that moves to the place of a removed one meanwhile is copied twice rather than not at all.
    /// </summary>
    public int CopyBefore(int place, Span<LiveFilter> destination, out int copied)
    {
        place = Math.Min(place, Count);
        copied = Math.Min(place, destination.Length);
        for (var i = 0; i < copied; i++)
            destination[i] = At(--place).Filter;
        return place;
    }

    [UnscopedRef]
    ref Entry At(int place)
    {
        if (place == 0)
            return ref _first;
        place--;
        if (_others is Entry[][] chunks)
            return ref chunks[place >> ChunkBits][place & ChunkSize - 1];
        return ref ((Entry[])_others!)[place];
    }

    void Put(int place, in Entry entry)
    {
        At(place) = entry;
        entry.Filter.PlaceOf(entry.Term) = place;
    }

    void MakeRoom(int used)
    {
        if (_others is Entry[][] chunks)
        {
            if (used % ChunkSize != 0)
                return;
            var chunk = used >> ChunkBits;
            if (chunk == chunks.Length)
            {
                Array.Resize(ref chunks, 2 * chunk);
                _others = chunks;
            }
            chunks[chunk] ??= new Entry[ChunkSize];
            return;
        }
        var entries = (Entry[]?)_others ?? [];
        if (used < entries.Length)
            return;
        if (used == ChunkSize)
        {
            _others = new[] { entries, new Entry[ChunkSize] };
            return;
        }
        Array.Resize(ref entries, used == 0 ? LeastRoom : Math.Min(2 * used, ChunkSize));
        _others = entries;
    }

    void GiveRoomBack()
    {
        var used = Count - 1;
        if (used <= 0)
            _others = null;
        else if (_others is Entry[][] chunks)
        {
            // An empty chunk is kept for a while, so that a filter that is added and removed at its edge costs nothing.
            var empty = (used >> ChunkBits) + 2;
            if (empty < chunks.Length)
                chunks[empty] = null!;
            if (used <= ChunkSize / 2)
                _others = chunks[0];
        }
        else if (_others is Entry[] { Length: > LeastRoom } entries && used <= entries.Length / 4)
        {
            Array.Resize(ref entries, entries.Length / 2);
            _others = entries;
        }
    }

    readonly record struct Entry(LiveFilter Filter, int Term);
}
