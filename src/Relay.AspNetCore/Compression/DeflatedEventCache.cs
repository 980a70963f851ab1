using Relay.Nostr;

namespace Relay.AspNetCore;

/// <summary>
/// A bounded map from stored events to their deflated bodies. It is divided into 16 shards so that connections seldom wait for one another.
/// Thread-safe.
/// </summary>
sealed class DeflatedEventCache
{
    const int ShardCount = 16;

    readonly DeflatedEventShard[] _shards = new DeflatedEventShard[ShardCount];

    public DeflatedEventCache(int maxBytes)
    {
        for (var i = 0; i < ShardCount; i++)
            _shards[i] = new DeflatedEventShard(maxBytes / ShardCount);
    }

    public bool TryGet(EventView e, out byte[] body) => ShardOf(e.Id).TryGet(e, out body);

    /// <summary>Keeps the body of the event in this record. Nobody may change the record afterwards.</summary>
    public void Add(ReadOnlyMemory<byte> record, byte[] body)
    {
        var id = new EventView(record.Span).Id;
        ShardOf(id).Add(id, record, body);
    }

    public void Clear()
    {
        foreach (var shard in _shards)
            shard.Clear();
    }

    DeflatedEventShard ShardOf(in Bytes32 id) => _shards[(uint)id.GetHashCode() % ShardCount];
}
