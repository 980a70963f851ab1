namespace Relay.Nostr;

/// <summary>
/// One value of an event's single-letter tags: its hash, and its place in the record. A key and a text with the same bytes have one hash,
/// so they are also ordered by their form.
/// </summary>
readonly struct EventTag(byte letter, ulong hash, bool isHex, int offset, int length) : IComparable<EventTag>
{
    public byte Letter => letter;

    public ulong Hash => hash;

    /// <summary>The value, read from the packed tags of its event.</summary>
    public TextView ValueIn(ReadOnlySpan<byte> packedTags) => new(packedTags.Slice(offset, length), isHex);

    public int CompareTo(EventTag other)
    {
        var order = letter.CompareTo(other.Letter);
        if (order == 0)
            order = hash.CompareTo(other.Hash);
        return order == 0 ? isHex.CompareTo(other.IsHex) : order;
    }

    bool IsHex => isHex;
}
