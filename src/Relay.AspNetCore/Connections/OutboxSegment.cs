namespace Relay.AspNetCore;

/// <summary>Whole frames on their way to the transport. Whoever takes it owns its array until it is given back.</summary>
/// <param name="Array">The bytes, from the shared pool if <paramref name="IsPooled"/>.</param>
/// <param name="Length">How many of them count.</param>
/// <param name="IsPooled">Whether the array goes back to the shared pool and its bytes were counted as waiting.</param>
readonly record struct OutboxSegment(byte[] Array, int Length, bool IsPooled)
{
    internal ReadOnlyMemory<byte> Memory => Array.AsMemory(0, Length);
}
