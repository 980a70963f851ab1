using Relay.Nostr;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>A replaced version is stored again while its first record still waits for the index: one id with two records.</summary>
public sealed class ReturnedVersionTests
{
    static readonly Bytes32 Author = Unsigned.Key("author");

    [Theory]
    [InlineData(Placement.Tail)]
    [InlineData(Placement.Index)]
    public async Task A_deletion_removes_the_record_that_came_back_too(Placement placement)
    {
        await using var test = TemporaryStore.Open();
        var (first, second) = (Profile(0), Profile(1));
        await test.PlaceAsync(placement, first);
        await test.PlaceAsync(Placement.Tail, second);
        await test.PlaceAsync(Placement.Tail, Unsigned.Deletion(Author, test.Time.Now, second));
        await test.PlaceAsync(Placement.Tail, first);
        Assert.Equal([first.Id], await test.IdsAsync(new Filter { Kinds = [Kind.Metadata] }));

        await test.PlaceAsync(Placement.Tail, Unsigned.Deletion(Author, test.Time.Now, first));
        Assert.Empty(await test.QueryAsync(new Filter { Kinds = [Kind.Metadata] }));
        Assert.False(test.Store.Contains(first.Id));
        await test.CheckAsync();
        Assert.Empty(await test.QueryAsync(new Filter { Ids = [first.Id] }));
    }

    static NostrEvent Profile(int version) => Unsigned.Event(Author, Kind.Metadata, 1_000 + version, $"{version}");
}
