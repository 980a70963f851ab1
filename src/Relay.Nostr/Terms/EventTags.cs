namespace Relay.Nostr;

/// <summary>
/// The single-letter tags of one event, each value once, in the order of letter and hash: whether an event carries a value is a look-up
/// rather than a walk over its tags. Keeps its room for the next event, but not that of a giant. Not thread-safe.
/// </summary>
public sealed class EventTags
{
    /// <summary>Room for the events of everyday; more is given back with the next of those.</summary>
    const int KeptRoom = 512;

    const int Letters = 128;

    EventTag[] _tags = new EventTag[32];

    // Where the tags of each letter begin, and where the last one's end.
    readonly int[] _starts = new int[Letters + 1];
    int _count;

    /// <summary>How many values were looked up so far: of an event among a filter's, or the other way round.</summary>
    public long LookUps { get; internal set; }

    internal ReadOnlySpan<EventTag> All => _tags.AsSpan(0, _count);

    /// <summary>Takes the tags of an event in place of those before.</summary>
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

    /// <summary>Whether the event, whose tags are those collected, carries this value.</summary>
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

    /// <summary>Where the tags of one letter with this hash begin.</summary>
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
        // An empty value is nowhere.
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
