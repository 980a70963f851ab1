using Relay.Nostr;

namespace Relay.AspNetCore;

/// <summary>
/// One shard of the cache: two generations. When the younger one has half the bytes, it becomes the older one and what
/// was not asked for since the last change is dropped. Thread-safe.
/// </summary>
sealed class DeflatedEventShard(int maxBytes)
{
    /// <summary>What an entry costs beside its bytes: two array headers, the dictionary's slot.</summary>
    const int EntryOverhead = 150;

    readonly Lock _lock = new();
    Dictionary<Bytes32, Entry> _young = [];
    Dictionary<Bytes32, Entry> _old = [];
    int _youngBytes;

    internal bool TryGet(EventView e, out byte[] body)
    {
        var id = e.Id;
        Entry entry;
        lock (_lock)
        {
            if (!_young.TryGetValue(id, out entry) && _old.Remove(id, out entry))
                AddYoung(id, entry);
        }
        body = entry.Body;
        // A hook may send a changed event under its old id: the id alone does not tell what the body is.
        return body is not null && entry.Record.Span.SequenceEqual(e.Record);
    }

    internal void Add(in Bytes32 id, ReadOnlyMemory<byte> record, byte[] body)
    {
        lock (_lock)
            AddYoung(id, new Entry(record, body));
    }

    internal void Clear()
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
