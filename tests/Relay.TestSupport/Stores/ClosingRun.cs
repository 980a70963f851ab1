using Relay.Core;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.TestSupport;

/// <summary>Closes a store while clients query it without a pause.</summary>
public static class ClosingRun
{
    const int Events = 2000;
    const int Clients = 8;

    /// <summary>Fails if the store or a query does not end, or if a query does not say that the store was closed.</summary>
    public static async Task RunAsync(IEventStore store, long now, Func<Task> close)
    {
        var author = Unsigned.Key("author");
        await Task.WhenAll(Enumerable.Range(0, Events).Select(
            i => store.StoreEventAsync(Unsigned.Note(author, now + i, $"{i}"), CancellationToken.None).AsTask()));
        var started = new TaskCompletionSource();
        var queries = Enumerable.Range(0, Clients).Select(_ => Task.Run(QueryAsync)).ToList();
        await started.Task.Within("the first answer");

        await close().Within("the end of the store");
        foreach (var query in queries)
        {
            var end = await Assert.ThrowsAsync<StoreBrokenException>(() => query).Within("the end of a query");
            Assert.Equal("error: the store was closed", end.Message);
        }

        async Task QueryAsync()
        {
            while (true)
            {
                var sink = new CollectingSink(fullEvery: 100);
                await store.QueryEventsAsync(
                    new EventQuery { Filters = [new Filter()], Visibility = Visibility.Everything }, sink, CancellationToken.None);
                Assert.Equal(Events, sink.Events.Count);
                started.TrySetResult();
            }
        }
    }
}
