using Relay.Core;
using Relay.Nostr;
using Relay.TestSupport;

namespace Relay.Storage.RocksDb.Tests;

public sealed class RecordCacheTests
{
    static readonly Bytes32 Author = Unsigned.Key("author");

    [Fact]
    public void A_record_that_is_removed_is_gone_and_does_not_come_back_from_an_older_snapshot()
    {
        var cache = new RecordCache(1 << 20);
        var e = Unsigned.Note(Author, 1);
        cache.Add([new CommittedEvent(1, e)]);
        Assert.True(cache.TryGet(1, out var found));
        Assert.Same(e, found);

        var before = cache.Version;
        cache.BeginRemoval([new CommittedEvent(1, e)]);
        var during = cache.Version;
        cache.Add(1, e, before);
        cache.Add(1, e, during);
        Assert.False(cache.TryGet(1, out _));
        cache.EndRemoval();
        cache.Add(1, e, before);
        cache.Add(1, e, during);
        Assert.False(cache.TryGet(1, out _));

        cache.Add(2, e, cache.Version);
        Assert.True(cache.TryGet(2, out _));
    }

    [Fact]
    public void Records_take_no_more_memory_than_allowed()
    {
        const int bytes = 1 << 20;
        var cache = new RecordCache(bytes);
        var e = Unsigned.Note(Author, 1, new string('x', 10_000));
        for (var i = 0; i < 10_000; i++)
            cache.Add(i, e, cache.Version);

        var kept = Enumerable.Range(0, 10_000).Count(i => cache.TryGet(i, out _));
        Assert.InRange(kept, 50, bytes / 10_000);
    }

    [Fact]
    public void Very_large_records_are_not_kept()
    {
        var cache = new RecordCache(1 << 20);
        cache.Add(1, Unsigned.Note(Author, 1, new string('x', 20_000)), cache.Version);
        Assert.False(cache.TryGet(1, out _));
    }
}
