using Relay.Core;
using Relay.Storage.Lmdb;

namespace Relay.Server;

/// <summary>An LMDB store that this process has opened.</summary>
sealed class OpenedLmdb(LmdbType type, LmdbEventStore store) : IOpenedStore
{
    public IEventStore Store => store;

    public Task Broken => store.Broken;

    public void ServeControl(Func<Stream, CancellationToken, Task> serve) => store.ServeControl(serve);

    /// <summary>As of any store: what only its files tell cannot be read by the process that has them open.</summary>
    public ValueTask<StoreFacts> DescribeAsync(CancellationToken cancel) => FolderStore.DescribeAsync(type, store.Path, store, cancel);

    /// <summary>Indexes what was written now, so that the next relay starts at once.</summary>
    public ValueTask SettleAsync() => new(store.IndexAsync());

    public ValueTask DisposeAsync() => store.DisposeAsync();
}
