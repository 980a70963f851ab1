using System.Numerics;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>
/// Counts similar texts in groups, for a time from the first text of each group on. A group takes about 256 bytes: 90 for itself and the
/// rest for finding it. The number of groups is bounded. A text counts in the most similar group that it finds with one look-up per band.
/// If there is no room, it checks up to 64 groups, the oldest first, and drops the first with only one text, so that texts that come once
/// do not push out repeated ones. If all have several texts, it drops the one with the fewest. Thread-safe.
/// </summary>
sealed class TextMemory
{
    const int FirstCapacity = 128;

    // Twice as many places as bands. A place holds one group, so most places of a group are still its own after others were added.
    const int PlacesPerGroup = 2 * TextSketch.Bands;

    // How many groups are checked to find the one to drop.
    const int MaxLooks = 64;

    readonly Lock _gate = new();
    readonly TimeSpan _window;
    readonly int _capacity;
    readonly int _similar;
    readonly TimeProvider _time;

    Group[] _groups = [];
    int[] _places = [];
    int _used;
    int _hand;

    /// <summary>
    /// Creates an empty memory. Texts are similar if at least <paramref name="similarity"/> percent of their sketches are equal.
    /// </summary>
    public TextMemory(TimeSpan window, int capacity, int similarity, TimeProvider time)
    {
        _window = window;
        _capacity = capacity;
        _similar = (TextSketch.Size * similarity + 99) / 100;
        _time = time;
    }

    /// <summary>
    /// Counts one more copy of this text and returns how many there are. If an id is given and the last counted copy has the same id, it is
    /// not counted again.
    /// </summary>
    public int Count(in TextSketch sketch, Bytes32? id)
    {
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            var index = Find(sketch, now);
            if (index < 0)
            {
                index = TakeRoom(now);
                _groups[index] = new Group { Sketch = sketch, Since = now, Count = 1, Last = id?.Prefix ?? 0 };
                File(index, now);
                return 1;
            }
            ref var group = ref _groups[index];
            if (id is null || group.Last != id.Value.Prefix)
            {
                group.Count++;
                group.Last = id?.Prefix ?? 0;
                // A group with more copies takes over more places of other groups.
                if (BitOperations.IsPow2(group.Count))
                    File(index, now);
            }
            return group.Count;
        }
    }

    int Find(in TextSketch sketch, long now)
    {
        var best = -1;
        var equal = _similar - 1;
        for (var band = 0; band < TextSketch.Bands && _used > 0; band++)
        {
            // The group at a place may have been replaced by another; the sketches show whether it matches.
            var index = _places[PlaceOf(sketch, band)] - 1;
            if (index < 0 || index == best || _groups[index].Sketch.CountEqual(sketch) is var found && found <= equal || IsOver(index, now))
                continue;
            best = index;
            equal = found;
        }
        return best;
    }

    int TakeRoom(long now)
    {
        if (_used < _capacity)
        {
            if (_used == _groups.Length)
                Grow(now);
            return _used++;
        }
        var least = _hand;
        for (var look = 0; look < MaxLooks && look < _capacity; look++)
        {
            var index = (_hand + look) % _capacity;
            if (IsOver(index, now))
            {
                least = index;
                break;
            }
            if (_groups[index].Count < _groups[least].Count)
                least = index;
            if (_groups[least].Count == 1)
                break;
        }
        _hand = (least + 1) % _capacity;
        return least;
    }

    /// <summary>Grows the memory with the number of groups.</summary>
    void Grow(long now)
    {
        Array.Resize(ref _groups, Math.Min(_capacity, Math.Max(FirstCapacity, 2 * _groups.Length)));
        _places = new int[BitOperations.RoundUpToPowerOf2((uint)_groups.Length * PlacesPerGroup)];
        for (var i = 0; i < _used; i++)
            File(i, now);
    }

    /// <summary>Enters a group under its bands, except in places of groups with more copies.</summary>
    void File(int index, long now)
    {
        ref readonly var group = ref _groups[index];
        for (var band = 0; band < TextSketch.Bands; band++)
        {
            var place = PlaceOf(group.Sketch, band);
            var other = _places[place] - 1;
            if (other < 0 || PlaceOf(_groups[other].Sketch, band) != place || _groups[other].Count <= group.Count || IsOver(other, now))
                _places[place] = index + 1;
        }
    }

    bool IsOver(int index, long now) => _time.GetElapsedTime(_groups[index].Since, now) >= _window;

    /// <summary>The place of a band. Each band has its own range of places. The bands are secret hashes already.</summary>
    int PlaceOf(in TextSketch sketch, int band)
    {
        var places = _places.Length / TextSketch.Bands;
        return band * places + (int)(sketch.Band(band) * 0x9E3779B9u >> 32 - BitOperations.Log2((uint)places));
    }

    struct Group
    {
        public TextSketch Sketch;
        public long Since;
        public ulong Last;
        public int Count;
    }
}
