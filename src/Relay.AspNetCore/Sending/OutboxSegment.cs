namespace Relay.AspNetCore;

/// <summary>Whole frames on their way to the transport. The taker owns the array until it gives the segment back.</summary>
/// <param name="Array">The bytes, from the segment pool if <paramref name="IsPooled"/>.</param>
/// <param name="Length">The number of bytes that count.</param>
/// <param name="IsPooled">Whether the array goes back to the pool and its bytes were counted as waiting.</param>
/// <param name="Body">The shared end of its last frame; null if it has none.</param>
readonly record struct OutboxSegment(byte[] Array, int Length, bool IsPooled, SharedBody? Body = null)
{
    public ReadOnlyMemory<byte> Memory => Array.AsMemory(0, Length);

    /// <summary>At most the given number of bytes from a place on. The result stays within one array, so it may be shorter.</summary>
    public ReadOnlyMemory<byte> StrideAt(int at, int most)
    {
        var (array, start, end) = at < Length ? (Array, at, Length) : (Body!.Bytes, at - Length, Body.Length);
        return array.AsMemory(start, Math.Min(most, end - start));
    }

    /// <summary>The bytes of all its frames.</summary>
    public int TotalLength => Length + (Body?.Length ?? 0);
}
