using Relay.Nostr;

namespace Relay.AspNetCore;

/// <summary>
/// One shard of the cache, with two generations. Once the young generation fills half of the shard's bytes, it becomes the old one, and
/// entries nobody asked for since the last change are dropped. Thread-safe.
/// </summary>
sealed class DeflatedEventShard(int maxBytes)
{
    /// <summary>Bytes of an entry besides its record and body: two array headers and the dictionary's slot.</summary>
    const int EntryOverhead = 150;

    readonly Lock _lock = new();
    Dictionary<Bytes32, Entry> _young = [];
    Dictionary<Bytes32, Entry> _old = [];
    int _youngBytes;

    public bool TryGet(EventView e, out byte[] body)
    {
        var id = e.Id;
        Entry entry;
        lock (_lock)
        {
            if (!_young.TryGetValue(id, out entry) && _old.Remove(id, out entry))
                AddYoung(id, entry);
        }
        body = entry.Body;
        // A hook may send a changed event under its old id, so equal ids do not prove equal bodies.
        return body is not null && entry.Record.Span.SequenceEqual(e.Record);
    }

    public void Add(in Bytes32 id, ReadOnlyMemory<byte> record, byte[] body)
    {
        lock (_lock)
            AddYoung(id, new Entry(record, body));
    }

    public void Clear()
    {
        lock (_lock)
        {
            _young = [];
            _old = [];
            _youngBytes = 0;
        }
    }

    void AddYoung(in Bytes32 id, Entry entry)
    {
        if (!_young.TryAdd(id, entry))
            return;
        _youngBytes += entry.Record.Length + entry.Body.Length + EntryOverhead;
        if (_youngBytes < maxBytes / 2)
            return;
        (_old, _young) = (_young, _old);
        _young.Clear();
        _youngBytes = 0;
    }

    readonly record struct Entry(ReadOnlyMemory<byte> Record, byte[] Body);
}
