using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Postings.Tests;

/// <summary>A query takes one moment of the store over all its slices.</summary>
public sealed class MomentTests
{
    const long Now = FakeTime.Start;

    static readonly Bytes32 Author = Unsigned.Key("author");
    static readonly NostrEvent Old = Unsigned.Event(Author, Kind.Metadata, Now - 20, "old");
    static readonly NostrEvent New = Unsigned.Event(Author, Kind.Metadata, Now - 10, "new");

    readonly OrderedStore _store = new(pagePostings: 3);

    [Fact]
    public void A_version_that_is_replaced_meanwhile_is_found_and_the_newer_one_is_not()
    {
        _store.Store([Old], Now);
        var before = _store.High;
        _store.Store([New], Now);

        Assert.Equal([Old.Id], Find(before));
        Assert.Equal([New.Id], Find(_store.High));
        Assert.Equal(1, Count(before));
        Assert.Equal(1, Count(_store.High));
    }

    [Fact]
    public void A_version_that_is_deleted_meanwhile_is_not_found()
    {
        _store.Store([Old], Now);
        var before = _store.High;
        _store.Store([New], Now);
        _store.Store([Unsigned.Deletion(Author, Now, Old, New)], Now);

        Assert.Empty(Find(before));
        Assert.Empty(Find(_store.High));
    }

    static EventQuery Query => new() { Filters = [new Filter { Kinds = [Kind.Metadata] }], Visibility = Visibility.Everything };

    IEnumerable<Bytes32> Find(long bound)
    {
        var sink = new CollectingSink();
        var walk = new QueryWalk(Query, SliceBudget.Default, bound);
        Assert.Equal(SliceOutcome.Done, walk.RunSlice(_store.OpenView(), sink, Now));
        return sink.Events.Select(static e => e.Id);
    }

    long Count(long bound)
    {
        var walk = new CountWalk(Query, SliceBudget.Default, authors: null, bound);
        Assert.True(walk.RunSlice(_store.OpenView(), Now));
        return walk.Count;
    }
}
