using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

public sealed class HandOffTests
{
    const int Writers = 4;
    const int EventsEach = 400;

    [Theory]
    [InlineData(LmdbSync.EveryCommit)]
    [InlineData(LmdbSync.Interval)]
    public async Task Stored_events_up_to_a_number_and_those_after_it_are_every_event_once(LmdbSync sync)
    {
        await using var test = TemporaryStore.Open(sync: sync);
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteAsync(test, writer))));
        var indexing = Task.Run(async () =>
        {
            while (!writing.IsCompleted)
                await test.Store.IndexAsync();
        });
        var reading = Enumerable.Range(0, 3).Select(_ => Task.Run(() => ReadAllAsync(test, writing))).ToArray();

        await writing.Within("the writers");
        await indexing;
        foreach (var reader in reading)
        {
            var read = await reader.Within("a reader");
            Assert.Equal(Writers * EventsEach, read.Count);
            Assert.Equal(read.Count, read.Distinct().Count());
        }
        Assert.Equal(Writers * EventsEach, test.Commits.Stored.Count);
        Assert.Equal(test.Commits.Stored.Select(stored => stored.Sequence).Order(), test.Commits.Stored.Select(stored => stored.Sequence));
        await test.CheckAsync();
    }

    static async Task WriteAsync(TemporaryStore test, int writer)
    {
        var author = Unsigned.Key($"writer {writer}");
        for (var i = 0; i < EventsEach; i += 4)
        {
            var at = test.Time.Now - i % 50;
            await test.AdmitAsync([.. Enumerable.Range(i, 4).Select(n => Unsigned.Note(author, at, $"{n}"))]);
        }
    }

    /// <summary>Reads like a subscription: a query up to a number, then everything after it, until nothing more comes.</summary>
    static async Task<List<Bytes32>> ReadAllAsync(TemporaryStore test, Task writing)
    {
        var last = test.Store.LastSequence;
        var sink = new CollectingSink(fullEvery: 100);
        var filter = new Filter { Kinds = [Kind.TextNote] };
        var query = new EventQuery { Filters = [filter], Visibility = Visibility.Everything, MaxSequence = last };
        await test.Store.QueryEventsAsync(query, sink, default);
        var read = sink.Events.Select(e => e.Id).ToList();
        while (true)
        {
            var isLast = writing.IsCompleted;
            var next = test.Store.LastSequence;
            read.AddRange(test.Store.ReadSequence(last, next).Select(e => e.Id));
            last = next;
            if (isLast)
                return read;
            await Task.Yield();
        }
    }
}
