using System.Buffers.Binary;

namespace Relay.Storage.Postings;

/// <summary>
/// An event that was removed and that the index has not forgotten. Until then its record stays where it is: to remove an event takes a few
/// bytes of the disk, also of one that is almost full.
/// </summary>
/// <param name="Sequence">The number of the event.</param>
/// <param name="Successor">The number of the event that replaced it; 0 if it was deleted, erased, or has expired.</param>
public readonly record struct Removal(long Sequence, long Successor) : IComparable<Removal>
{
    /// <summary>The bytes of a successor in the log.</summary>
    public const int Size = sizeof(long);

    /// <summary>A bound below every successor: what was replaced is there, what was deleted is not.</summary>
    public const long WithReplaced = 0;

    /// <summary>No bound: nothing that was removed is there.</summary>
    public const long Present = long.MaxValue;

    /// <summary>
    /// Whether it is gone for whoever takes numbers up to this bound. Until its successor is theirs, the one that was replaced is the
    /// version that there is.
    /// </summary>
    public bool IsGone(long bound) => Successor <= bound;

    /// <summary>By number, of equal ones what was deleted first.</summary>
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
