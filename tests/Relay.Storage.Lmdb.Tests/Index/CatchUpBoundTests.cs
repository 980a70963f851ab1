using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>The memory for sorting entries is bounded by the number of entries, and freed afterwards.</summary>
public sealed class CatchUpBoundTests
{
    static readonly TermHasher Hasher = new(new byte[TermHasher.KeySize]);

    [Fact]
    public async Task An_index_of_long_lists_is_rebuilt_in_chunks_of_so_many_entries()
    {
        var lines = new LogLines();
        await using var test = TemporaryStore.Open(bounds: TemporaryStore.SmallBounds with { MaxCatchUpEntries = 2000 }, logger: lines);
        await test.PlaceAsync(Placement.Index, [.. Enumerable.Range(0, 40).Select(i => FollowList(i, 500))]);
        await test.CloseAsync();
        Directory.Delete(Path.Combine(test.Path, "index"), recursive: true);

        test.Open();
        // A list has more than 500 entries, so four lists have more than 2,000.
        Assert.Equal(10, lines.All.Count(line => line.StartsWith("Information: Indexed ", StringComparison.Ordinal)));
        Assert.Equal(
            40, await test.CountAsync(new Filter { Tags = [new TagFilter('p', [new TagValue(Unsigned.Key("followed 1").ToString())])] }));
        await test.CheckAsync();
    }

    [Fact]
    public void Memory_for_catching_up_is_bounded() => Assert.InRange(
        TemporaryStore.SmallBounds.MaxCatchUpEntries * (long)StoreBounds.BytesOfAnEntry,
        StoreBounds.LeastCatchUpBytes - StoreBounds.BytesOfAnEntry, StoreBounds.MostCatchUpBytes);

    [Fact]
    public void Buffers_grow_no_further_than_what_is_expected()
    {
        var builder = new TailRunBuilder(Hasher, expected: 3000);
        for (var i = 0; builder.Entries < 3000; i++)
            builder.Add(FollowList(i, 300).View, i);
        Assert.InRange(builder.Capacity, 3000, 3300);
    }

    [Fact]
    public void What_a_large_batch_took_is_given_back()
    {
        var builder = new TailRunBuilder(Hasher);
        for (var i = 0; builder.Entries <= TailRunBuilder.KeptEntries; i++)
            builder.Add(FollowList(i, 1000).View, i);
        Assert.True(builder.Capacity > TailRunBuilder.KeptEntries);
        builder.Build();
        builder.Trim();
        Assert.True(builder.Capacity <= TailRunBuilder.KeptEntries);

        builder.Add(FollowList(0, 1000).View, 1);
        Assert.True(builder.Build().Terms.Length > 1000);
    }

    static NostrEvent FollowList(int author, int follows) => Unsigned.Event(
        Unsigned.Key($"{author}"), Kind.FollowList, FakeTime.Start, "",
        [.. Enumerable.Range(0, follows).Select(i => new[] { "p", Unsigned.Key($"followed {i}").ToString() })]);
}
