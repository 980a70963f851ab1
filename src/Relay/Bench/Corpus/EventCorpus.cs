using System.Security.Cryptography;
using Relay.Nostr;

namespace Relay.Server;

/// <summary>Signed events in the order of their times, and how to find one by its id.</summary>
sealed class EventCorpus
{
    readonly NostrEvent[] _events;
    readonly Dictionary<Bytes32, int> _indices;

    public EventCorpus(NostrEvent[] events)
    {
        _events = events;
        _indices = new Dictionary<Bytes32, int>(events.Length);
        for (var i = 0; i < events.Length; i++)
            _indices.Add(events[i].Id, i);
    }

    public int Count => _events.Length;

    public NostrEvent this[int index] => _events[index];

    public bool TryFind(Bytes32 id, out int index) => _indices.TryGetValue(id, out index);

    /// <summary>The first half of the SHA-256 of all ids in order: equal fingerprints mean equal events.</summary>
    public string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var e in _events)
            hash.AppendData(e.Id.Span);
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }

    /// <summary>The average length of an event as JSON.</summary>
    public double AverageSize()
    {
        var buffer = new byte[1 << 16];
        long sum = 0;
        foreach (var e in _events)
        {
            if (buffer.Length < EventJson.MaxLength(e.View))
                buffer = new byte[2 * EventJson.MaxLength(e.View)];
            sum += EventJson.Write(e.View, buffer);
        }
        return (double)sum / _events.Length;
    }

    /// <summary>Writes the events as JSON, one a line.</summary>
    public async Task WriteAsync(Stream stream, CancellationToken cancel)
    {
        foreach (var e in _events)
        {
            await stream.WriteAsync(e.ToJson(), cancel);
            await stream.WriteAsync("\n"u8.ToArray(), cancel);
        }
    }
}
