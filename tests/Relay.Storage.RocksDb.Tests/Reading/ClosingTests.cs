using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.RocksDb.Tests;

public sealed class ClosingTests
{
    [Fact]
    public async Task A_store_that_is_closed_while_clients_query_it_ends_their_queries()
    {
        await using var test = new TemporaryStore();
        var author = Unsigned.Key("author");
        await test.StoreAsync(Unsigned.Many(2000, i => Unsigned.Note(author, test.Time.Now + i, $"{i}")));
        var store = test.Store;
        var started = new TaskCompletionSource();
        var queries = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (true)
            {
                var sink = new CollectingSink(fullEvery: 100);
                await store.QueryEventsAsync(
                    new EventQuery { Filters = [new Filter()], Visibility = Visibility.Everything }, sink, default);
                Assert.Equal(2000, sink.Events.Count);
                started.TrySetResult();
            }
        })).ToList();
        await started.Task.Within("the first answer");

        await test.CloseAsync().Within("the end of the store");
        foreach (var query in queries)
        {
            var end = await Assert.ThrowsAsync<StoreBrokenException>(() => query).Within("the end of a query");
            Assert.Equal("error: the store was closed", end.Message);
        }
    }
}
