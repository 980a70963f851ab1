using Relay.Core;
using Relay.Nostr;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>A query reads one moment of the store: it sees an event that is replaced while it runs, once.</summary>
public sealed class MomentTests
{
    static readonly Bytes32 Author = Unsigned.Key("author");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_query_finds_the_version_of_its_moment_whatever_happens_between_its_slices(bool isBounded)
    {
        await using var test = TemporaryStore.Open();
        var (first, note) = (Profile(0), Unsigned.Note(Author, 5_000, "newer than any version"));
        await test.PlaceAsync(Placement.Index, first, note);
        var sink = new RefusingSink(portion: 1, async () =>
        {
            for (var version = 1; version <= 5; version++)
                await test.PlaceAsync(Placement.Index, Profile(version));
        });
        var query = new EventQuery
        {
            Filters = [new Filter { Authors = [Author] }],
            Visibility = Visibility.Everything,
            MaxSequence = isBounded ? test.Store.LastSequence : long.MaxValue,
        };
        await test.Store.QueryEventsAsync(query, sink, default);

        Assert.Equal([note.Id, first.Id], sink.Ids);
        Assert.Equal([note.Id, Profile(5).Id], await test.IdsAsync(query.Filters[0]));
        await test.CheckAsync();
    }

    [Fact]
    public async Task A_query_finds_no_version_that_is_deleted_between_its_slices()
    {
        await using var test = TemporaryStore.Open();
        var (first, note) = (Profile(0), Unsigned.Note(Author, 5_000, "newer than any version"));
        await test.PlaceAsync(Placement.Index, first, note);
        var sink = new RefusingSink(portion: 1, async () =>
        {
            await test.PlaceAsync(Placement.Index, Profile(1));
            await test.PlaceAsync(Placement.Index, Unsigned.Deletion(Author, 6_000, first));
        });
        var query = new EventQuery { Filters = [new Filter { Kinds = [0, 1] }], Visibility = Visibility.Everything };
        await test.Store.QueryEventsAsync(query, sink, default);

        Assert.Equal([note.Id], sink.Ids);
        await test.CheckAsync();
    }

    [Fact]
    public async Task A_version_that_nobody_looks_for_is_forgotten_with_the_pass_after_the_next()
    {
        await using var test = TemporaryStore.Open();
        await test.PlaceAsync(Placement.Index, Profile(0));
        await test.PlaceAsync(Placement.Index, Profile(1));
        Assert.Equal(1, test.Store.Tail.RemovedCount);
        await test.Store.IndexAsync();
        AssertForgotten(test);
    }

    [Fact]
    public async Task A_query_of_more_than_a_minute_keeps_nothing()
    {
        await using var test = TemporaryStore.Open();
        await test.PlaceAsync(Placement.Index, Profile(0), Unsigned.Note(Author, 5_000));
        var sink = new RefusingSink(portion: 1, async () =>
        {
            await test.PlaceAsync(Placement.Index, Profile(1));
            await test.Store.IndexAsync();
            Assert.Equal(1, test.Store.Tail.RemovedCount);
            test.Time.Advance(ReadEras.Longest);
            await test.Store.IndexAsync();
            AssertForgotten(test);
        });
        await test.Store.QueryEventsAsync(new EventQuery { Filters = [new Filter()], Visibility = Visibility.Everything }, sink, default);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task While_a_writer_never_rests_there_is_always_one_version(bool isIndexed)
    {
        await using var test = TemporaryStore.Open();
        await RestlessWriter.AssertOneVersionAsync(test.Store, 5_000, isIndexed ? test.Store.IndexAsync : null);
        await test.CheckAsync();
    }

    static NostrEvent Profile(int version) => Unsigned.Event(Author, 0, 1_000 + version, $"{version}");

    static void AssertForgotten(TemporaryStore test)
    {
        Assert.Equal(0, test.Store.Tail.RemovedCount);
        Assert.Empty(test.Store.Tail.Forgetting);
        using var view = test.Store.OpenView();
        Assert.Equal(0, view.Log.Entries(view.Removed));
    }
}
