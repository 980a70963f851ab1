using System.Buffers.Binary;

namespace Relay.Storage.Postings;

/// <summary>
/// An event that was removed but that the index has not forgotten yet. Its record stays in place until then, so that removing an event
/// takes only a few bytes, even on an almost full disk.
/// </summary>
/// <param name="Sequence">The number of the event.</param>
/// <param name="Successor">The number of the event that replaced it; 0 if it was deleted, erased, or has expired.</param>
public readonly record struct Removal(long Sequence, long Successor) : IComparable<Removal>
{
    /// <summary>Bytes of a successor in the log.</summary>
    public const int Size = sizeof(long);

    /// <summary>A bound below every successor: a reader with it sees replaced events, but no deleted ones.</summary>
    public const long WithReplaced = 0;

    /// <summary>No bound: a reader with it sees no removed event.</summary>
    public const long Present = long.MaxValue;

    /// <summary>
    /// Whether the event is removed for a reader that sees numbers up to this bound. For a reader that does not see the successor, the
    /// replaced event is still the current version.
    /// </summary>
    public bool IsRemovedAt(long bound) => Successor <= bound;

    /// <summary>Ordered by number. With equal numbers deleted events come first.</summary>
    public int CompareTo(Removal other)
    {
        var order = Sequence.CompareTo(other.Sequence);
        return order != 0 ? order : Successor.CompareTo(other.Successor);
    }

    /// <summary>Writes the successor.</summary>
    public void Write(Span<byte> value) => BinaryPrimitives.WriteInt64LittleEndian(value, Successor);

    /// <summary>Reads the successor of an event under this key.</summary>
    public static Removal Read(ulong key, ReadOnlySpan<byte> value) => new((long)key, BinaryPrimitives.ReadInt64LittleEndian(value));
}
