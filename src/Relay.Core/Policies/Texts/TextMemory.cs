using System.Security.Cryptography;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>Counts texts for a while from their first sight on. Holds so many at most, and forgets the oldest first. Thread-safe.</summary>
sealed class TextMemory(TimeSpan window, int capacity, TimeProvider time)
{
    readonly Lock _gate = new();
    readonly Dictionary<Bytes32, int> _counts = [];

    // In the order of first sight; whatever is counted is here once.
    readonly Queue<(Bytes32 Hash, long Since)> _order = [];

    /// <summary>Counts one more of this text and tells how many it makes.</summary>
    internal int Count(ReadOnlySpan<byte> text)
    {
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text, bytes);
        var hash = new Bytes32(bytes);
        lock (_gate)
        {
            var now = time.GetTimestamp();
            while (_order.TryPeek(out var oldest) && time.GetElapsedTime(oldest.Since, now) >= window)
                _counts.Remove(_order.Dequeue().Hash);
            if (_counts.TryGetValue(hash, out var count))
                return _counts[hash] = count + 1;
            if (_order.Count >= capacity)
                _counts.Remove(_order.Dequeue().Hash);
            _order.Enqueue((hash, now));
            return _counts[hash] = 1;
        }
    }
}
