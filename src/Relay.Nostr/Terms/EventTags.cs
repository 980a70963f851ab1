namespace Relay.Nostr;

/// <summary>
/// The single-letter tags of one event, without repetition, ordered by letter and hash. A binary search, not a walk over all tags, tells
/// whether an event carries a value. Keeps its array for the next event unless it is very large. Not thread-safe.
/// </summary>
public sealed class EventTags
{
    /// <summary>
    /// The length of the array that is kept, enough for ordinary events. A larger one is dropped at the next ordinary event.
    /// </summary>
    const int KeptRoom = 512;

    const int Letters = 128;

    EventTag[] _tags = new EventTag[32];

    // The index at which the tags of each letter begin, and the end of the last one's.
    readonly int[] _starts = new int[Letters + 1];
    int _count;

    /// <summary>The number of values looked up so far: an event's in a filter, or a filter's in an event.</summary>
    public long LookUps { get; internal set; }

    internal ReadOnlySpan<EventTag> All => _tags.AsSpan(0, _count);

    /// <summary>Replaces the tags by those of this event.</summary>
    public void Collect(EventView e, TermHasher hasher)
    {
        if (_tags.Length > KeptRoom && _count <= KeptRoom)
            _tags = new EventTag[KeptRoom];
        _count = 0;
        var packed = e.PackedTags;
        foreach (var tag in e.Tags)
        {
            if (tag.Count > 1 && tag.Letter is var letter and not 0)
                Add(letter, tag.Value, packed, hasher);
        }
        Sort(packed);
    }

    /// <summary>Whether the event carries this value. The collected tags must be the event's.</summary>
    public bool Carries(byte letter, TextView value, EventView e, TermHasher hasher)
    {
        LookUps++;
        var own = Of(letter);
        var hash = hasher.Hash(value);
        for (var i = FirstOf(own, hash); i < own.Length && own[i].Hash == hash; i++)
        {
            if (own[i].ValueIn(e.PackedTags).Equals(value))
                return true;
        }
        return false;
    }

    internal ReadOnlySpan<EventTag> Of(byte letter) => _tags.AsSpan(_starts[letter], _starts[letter + 1] - _starts[letter]);

    /// <summary>The index of the first tag with this hash among the tags of one letter.</summary>
    internal static int FirstOf(ReadOnlySpan<EventTag> tags, ulong hash)
    {
        int low = 0, high = tags.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (tags[middle].Hash < hash)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    void Add(byte letter, TextView value, ReadOnlySpan<byte> packed, TermHasher hasher)
    {
        if (_count == _tags.Length)
            Array.Resize(ref _tags, 2 * _count);
        // An empty value has no place in the record; its offset is then 0.
        packed.Overlaps(value.Bytes, out var offset);
        _tags[_count++] = new EventTag(letter, hasher.Hash(value), value.IsHex, offset, value.Bytes.Length);
    }

    void Sort(ReadOnlySpan<byte> packed)
    {
        _tags.AsSpan(0, _count).Sort();
        var (count, letter) = (0, 0);
        for (var i = 0; i < _count; i++)
        {
            ref readonly var tag = ref _tags[i];
            if (count > 0 && tag.CompareTo(_tags[count - 1]) == 0 && tag.ValueIn(packed).Equals(_tags[count - 1].ValueIn(packed)))
                continue;
            while (letter <= tag.Letter)
                _starts[letter++] = count;
            _tags[count++] = tag;
        }
        _starts.AsSpan(letter).Fill(count);
        _count = count;
    }
}
