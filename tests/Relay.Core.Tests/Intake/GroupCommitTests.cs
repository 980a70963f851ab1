using Microsoft.Extensions.Logging.Abstractions;
using Relay.Nostr;
using Relay.Storage.Lmdb;
using Relay.Testing;

namespace Relay.Core.Tests;

/// <summary>The events of one busy connection share commits, whatever stands beside the store.</summary>
public sealed class GroupCommitTests : IAsyncDisposable
{
    const int Events = 2000;

    readonly List<DirectoryInfo> _folders = [];
    readonly List<LmdbEventStore> _stores = [];
    readonly List<CommitCounter> _commits = [];
    readonly Author _alice = new();

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
            await store.DisposeAsync();
        foreach (var folder in _folders)
            folder.Delete(recursive: true);
    }

    LmdbEventStore Open()
    {
        var folder = Directory.CreateTempSubdirectory("relay-commits-");
        var options = new LmdbStoreOptions { Path = folder.FullName, Lmdb = new() { MapSizeGiB = 1 }, MinFreeDiskMiB = 0 };
        var store = LmdbEventStore.Open(options, TimeProvider.System, NullLogger.Instance);
        var counter = new CommitCounter();
        store.Listen(counter);
        _folders.Add(folder);
        _stores.Add(store);
        _commits.Add(counter);
        return store;
    }

    async Task PublishAsync(Action<RelayBuilder> configure)
    {
        var events = Enumerable.Range(0, Events).Select(i => _alice.Note($"{i}")).ToArray();
        await using var relay = new TestEngine(configure);
        var client = await relay.ConnectAsync();
        foreach (var e in events)
            await client.SendEventAsync(e);
        await client.Outbox.WaitForCountAsync(Events);

        Assert.Equal(events.Select(static e => RecordingOutbox.Ok(e)), client.Messages);
        Assert.All(_stores, store => Assert.All(events, e => Assert.True(store.Contains(e.Id))));
        Assert.All(_commits, static counter => Assert.InRange(counter.Commits, 1, Events / 4));
        Assert.All(_commits, counter => Assert.Equal(events.Select(static e => e.Id), counter.Stored));
    }

    [Fact]
    public Task With_two_stores() => PublishAsync(relay => relay.UseStore(Open()).UseStore(Open()));

    [Fact]
    public Task With_a_QueryEvents_hook() => PublishAsync(relay => relay.UseStore(Open()).QueryEvents(static (_, _, _, _) => default));

    [Fact]
    public Task With_a_StoreEvent_hook_in_front() =>
        PublishAsync(relay => relay.StoreEvent(static (_, _) => new(new StoreResult(StoreStatus.Stored))).UseStore(Open()));

    [Fact]
    public Task With_a_router() => PublishAsync(
        relay => relay.UseStore(new RouterStore(Open()).WithKinds(30_023, 30_023, new InMemoryStore())));

    sealed class CommitCounter : ICommitListener
    {
        public bool WantsRemoved => false;

        public int Commits { get; private set; }

        public List<Bytes32> Stored { get; } = [];

        public void OnCommitted(CommittedBatch batch)
        {
            Commits++;
            foreach (var stored in batch.Stored)
                Stored.Add(stored.Event.Id);
        }
    }
}
