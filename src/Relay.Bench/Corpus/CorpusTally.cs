using System.Security.Cryptography;
using Relay.Nostr;

namespace Relay.Bench;

/// <summary>Counts the events of a corpus while they are made or read.</summary>
sealed class CorpusTally : IDisposable
{
    readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    long _bytes;

    public int Count { get; private set; }

    /// <summary>The average length of an event as JSON, in bytes.</summary>
    public double AverageSize => Count == 0 ? 0 : (double)_bytes / Count;

    /// <summary>Counts an event and its length as JSON.</summary>
    public void Add(Bytes32 id, int length)
    {
        _hash.AppendData(id.Span);
        _bytes += length;
        Count++;
    }

    /// <summary>The first half of the SHA-256 of all ids in order. Equal fingerprints mean equal events.</summary>
    public string Fingerprint() => Convert.ToHexStringLower(_hash.GetCurrentHash().AsSpan(0, 16));

    public void Dispose() => _hash.Dispose();
}
