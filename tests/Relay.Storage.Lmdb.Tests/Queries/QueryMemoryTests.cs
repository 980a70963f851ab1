using Relay.Nostr;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>The memory that queries keep. Only the memory of the whole process shows it, so nothing else runs meanwhile.</summary>
[Collection(nameof(QueryMemoryTests))]
[CollectionDefinition(nameof(QueryMemoryTests), DisableParallelization = true)]
public sealed class QueryMemoryTests
{
    [Fact]
    public async Task Nothing_large_is_kept_after_a_query_of_many_lists()
    {
        var author = Unsigned.Key("author");
        await using var test = TemporaryStore.Open();
        await test.PlaceAsync(Placement.Index, Unsigned.Many(600, i => Unsigned.Note(author, test.Time.Now - i, $"{i}")));
        Filter[] filters = [
            new() { Authors = [author, .. Enumerable.Range(0, 5000).Select(i => Unsigned.Key($"stranger {i}"))], Kinds = [1, 6, 7] }];
        Assert.NotEmpty(await test.QueryAsync(filters));
        var before = GC.GetTotalMemory(forceFullCollection: true);

        for (var i = 0; i < 20; i++)
            Assert.NotEmpty(await test.QueryAsync(filters));
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 1 << 20);
    }
}
