using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Sqlite.Tests;

public sealed class ClosingTests
{
    [Fact]
    public async Task Closing_waits_for_queries_and_ends_with_whole_files()
    {
        for (var round = 0; round < 10; round++)
        {
            await using var test = new TemporaryStore();
            var notes = Unsigned.Many(500, i => Unsigned.Note(Unsigned.Key("a"), FakeTime.Start - i, $"{i}", ["t", $"{i % 9}"]));
            await test.StoreAsync(notes);
            var store = test.Store;
            var started = new TaskCompletionSource();
            var queries = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
            {
                try
                {
                    while (true)
                    {
                        var sink = new CollectingSink();
                        await store.QueryEventsAsync(
                            new EventQuery { Filters = [new Filter()], Visibility = Visibility.Everything }, sink, default);
                        Assert.Equal(notes.Length, sink.Events.Count);
                        started.TrySetResult();
                    }
                }
                catch (StoreBrokenException)
                {
                    // It was closed.
                }
            })).ToList();
            await started.Task.Within("a query");
            await test.CloseAsync();
            await Task.WhenAll(queries).Within("the queries");
            Assert.False(File.Exists(test.Wal));
            FileCheck.AssertConsistent(test.File);
        }
    }
}
