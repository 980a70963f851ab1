using Relay.Core;
using Relay.Storage.Lmdb;

namespace Relay.Server;

/// <summary>An LMDB store that this process has opened.</summary>
sealed class OpenedLmdb(LmdbEventStore store) : IOpenedStore
{
    public IEventStore Store => store;

    public Task Broken => store.Broken;

    public void ServeControl(Func<Stream, CancellationToken, Task> serve) => store.ServeControl(serve);

    public async ValueTask<StoreFacts> DescribeAsync(CancellationToken cancel) => await Task.Run(
        () =>
        {
            using var reader = new LmdbReader(StoreReader.Open(store.Path));
            return reader.Describe(cancel);
        },
        cancel);

    /// <summary>Indexes what was written now, so that the next relay starts at once.</summary>
    public ValueTask SettleAsync() => new(store.IndexAsync());

    public ValueTask DisposeAsync() => store.DisposeAsync();
}
