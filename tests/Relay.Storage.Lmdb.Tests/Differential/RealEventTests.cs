using System.IO.Compression;
using Relay.Core;
using Relay.Nostr;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>
/// Real events, including expired, ephemeral, superseded and deleted ones, in the embedded store and in the one in memory.
/// </summary>
public sealed class RealEventTests
{
    [Fact]
    public async Task Real_events_leave_what_they_leave_in_the_plain_store_and_are_found_alike()
    {
        var events = Load();
        Assert.SkipWhen(events.Count == 0, "the shared events are not beside this checkout");
        await using var test = TemporaryStore.Open();
        await using var model = new InMemoryStore(test.Time);
        for (var at = 0; at < events.Count; at += 2000)
        {
            var batch = events.GetRange(at, Math.Min(2000, events.Count - at));
            var expected = await model.BackfillAsync(batch, CancellationToken.None);
            var actual = await test.Store.BackfillAsync(batch, CancellationToken.None);
            Assert.Equal(expected.Select(static result => result.Status), actual.Select(static result => result.Status));
        }
        await test.Store.IndexAsync();

        await AssertSameAsync(test, model, new Filter());
        var random = new Random(1);
        for (var i = 0; i < 300; i++)
        {
            var e = events[random.Next(events.Count)];
            var tagged = e.Tags.TryGetFirst("p"u8, out var p) && p.IsHex
                ? [new TagFilter('p', [new TagValue(p)])]
                : Array.Empty<TagFilter>();
            await AssertSameAsync(test, model, new Filter { Authors = [e.PublicKey] }, new Filter { Kinds = [e.Kind], Limit = 20 });
            await AssertSameAsync(test, model, new Filter { Kinds = [e.Kind], Until = e.CreatedAt, Tags = tagged, Limit = 50 });
        }
        await test.CheckAsync();
    }

    static async Task AssertSameAsync(TemporaryStore test, InMemoryStore model, params Filter[] filters)
    {
        var expected = new CollectingSink();
        await model.QueryEventsAsync(
            new EventQuery { Filters = filters, Visibility = Visibility.Everything }, expected, CancellationToken.None);
        var actual = new CollectingSink();
        await test.Store.QueryEventsAsync(
            new EventQuery { Filters = filters, Visibility = Visibility.Everything }, actual, CancellationToken.None);
        Assert.Equal(expected.Events.Select(static e => e.Id), actual.Events.Select(static e => e.Id));
    }

    static List<NostrEvent> Load()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Relay.sln")))
            root = Path.GetDirectoryName(root)!;
        var path = Path.Combine(root, "..", "shared", "data", "real-events.jsonl.gz");
        var events = new List<NostrEvent>();
        if (!File.Exists(path))
            return events;
        using var unpacked = new MemoryStream();
        using (var file = new GZipStream(File.OpenRead(path), CompressionMode.Decompress))
            file.CopyTo(unpacked);
        foreach (var line in unpacked.ToArray().AsSpan().Split((byte)'\n'))
        {
            var json = unpacked.GetBuffer().AsSpan()[line];
            if (NostrEvent.TryParse(json, out _) is { } e && Kind.ClassOf(e.Kind) != KindClass.Ephemeral)
                events.Add(e);
        }
        return events;
    }
}
