using System.Security.Cryptography;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>Counts texts for a while from their first sight on. Holds so many at most, and forgets the oldest first. Thread-safe.</summary>
sealed class TextMemory(TimeSpan window, int capacity, TimeProvider time)
{
    readonly Lock _gate = new();
    readonly Dictionary<Bytes32, (int Count, Bytes32 Last)> _counts = [];

    // In the order of first sight; whatever is counted is here once.
    readonly Queue<(Bytes32 Hash, long Since)> _order = [];

    /// <summary>
    /// Counts one more of this text and tells how many it makes. With the id of an event, one that counted last is not
    /// counted again.
    /// </summary>
    internal int Count(ReadOnlySpan<byte> text, Bytes32? id)
    {
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text, bytes);
        var hash = new Bytes32(bytes);
        lock (_gate)
        {
            var now = time.GetTimestamp();
            while (_order.TryPeek(out var oldest) && time.GetElapsedTime(oldest.Since, now) >= window)
                _counts.Remove(_order.Dequeue().Hash);
            if (_counts.TryGetValue(hash, out var known))
            {
                var count = id is not null && known.Last == id ? known.Count : known.Count + 1;
                _counts[hash] = (count, id ?? default);
                return count;
            }
            if (_order.Count >= capacity)
                _counts.Remove(_order.Dequeue().Hash);
            _order.Enqueue((hash, now));
            _counts.Add(hash, (1, id ?? default));
            return 1;
        }
    }
}
