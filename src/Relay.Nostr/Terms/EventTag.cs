namespace Relay.Nostr;

/// <summary>
/// One value of an event's single-letter tags: its hash, and where in the record it is. Of two values with one hash a text and a key are
/// told apart by their order, too, since their bytes may be the same.
/// </summary>
readonly struct EventTag(byte letter, ulong hash, bool isHex, int offset, int length) : IComparable<EventTag>
{
    internal byte Letter => letter;

    internal ulong Hash => hash;

    /// <summary>The value, in the packed tags of its event.</summary>
    internal TextView ValueIn(ReadOnlySpan<byte> packedTags) => new(packedTags.Slice(offset, length), isHex);

    public int CompareTo(EventTag other)
    {
        var order = letter.CompareTo(other.Letter);
        if (order == 0)
            order = hash.CompareTo(other.Hash);
        return order == 0 ? isHex.CompareTo(other.IsHex) : order;
    }

    bool IsHex => isHex;
}
