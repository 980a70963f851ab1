namespace Relay.AspNetCore;

/// <summary>Whole frames on their way to the transport. Whoever takes it owns its array until it is given back.</summary>
/// <param name="Array">The bytes, from the segment pool if <paramref name="IsPooled"/>.</param>
/// <param name="Length">How many of them count.</param>
/// <param name="IsPooled">Whether the array goes back to the pool and its bytes were counted as waiting.</param>
/// <param name="Body">The end of its last frame, if that is shared with others.</param>
readonly record struct OutboxSegment(byte[] Array, int Length, bool IsPooled, SharedBody? Body = null)
{
    internal ReadOnlyMemory<byte> Memory => Array.AsMemory(0, Length);

    /// <summary>So many of its bytes from a place on, or fewer: those to the end of the array that holds them.</summary>
    internal ReadOnlyMemory<byte> StrideAt(int at, int most)
    {
        var (array, start, end) = at < Length ? (Array, at, Length) : (Body!.Bytes, at - Length, Body.Length);
        return array.AsMemory(start, Math.Min(most, end - start));
    }

    /// <summary>All bytes of its frames.</summary>
    internal int TotalLength => Length + (Body?.Length ?? 0);
}
