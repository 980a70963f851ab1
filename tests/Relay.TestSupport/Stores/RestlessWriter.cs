using Relay.Core;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.TestSupport;

/// <summary>Replaces an author's profile without pause, while others read it.</summary>
public static class RestlessWriter
{
    /// <summary>
    /// Reads like a subscription, the given number of times and until there were some versions, and asserts that each read finds exactly
    /// one version. Between two versions the store may be asked for something, such as a pass of its indexer.
    /// </summary>
    public static async Task AssertOneVersionAsync(ISequencedStore store, int reads, Func<Task>? between = null)
    {
        const int leastVersions = 50;
        var author = new Author();
        var at = Author.FirstTime;
        await StoreAsync(store, author.Event(0, "first", at));
        using var enough = new CancellationTokenSource();
        var versions = 1;
        var writing = Task.Run(async () =>
        {
            for (; !enough.IsCancellationRequested; versions++)
            {
                await StoreAsync(store, author.Event(0, $"{versions}", at + versions));
                if (between is not null && versions % 3 == 0)
                    await between();
            }
        });
        try
        {
            Filter[] filters = [new() { Authors = [author.PublicKey], Kinds = [0] }, new() { Kinds = [0] }, new()];
            var counts = new List<int>();
            for (var i = 0; (i < reads || Volatile.Read(ref versions) < leastVersions) && !writing.IsCompleted; i++)
            {
                var query = new EventQuery
                {
                    Filters = [filters[i % filters.Length]],
                    Visibility = Visibility.Everything,
                    MaxSequence = store.LastSequence,
                };
                var sink = new CollectingSink();
                await store.QueryEventsAsync(query, sink, CancellationToken.None);
                counts.Add(sink.Events.Count);
                if (i % 4 == 0)
                {
                    query = new EventQuery { Filters = query.Filters, Visibility = Visibility.Everything };
                    counts.Add((int)await store.CountEventsAsync(query, CancellationToken.None));
                }
            }
            Assert.All(counts, static count => Assert.Equal(1, count));
        }
        finally
        {
            await enough.CancelAsync();
            await writing;
        }
    }

    static async Task StoreAsync(ISequencedStore store, NostrEvent e) =>
        Assert.Equal(StoreStatus.Stored, (await store.AdmitAsync(e, CancellationToken.None)).Status);
}
