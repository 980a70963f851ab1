using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>Keys with the same first eight bytes are one author to the store's terms, and must be two to everyone else.</summary>
public sealed class SharedPrefixTests
{
    const long At = FakeTime.Start - 100;

    static readonly Bytes32 One = Unsigned.Key("one");
    static readonly Bytes32 Other = Unsigned.Key("other").Starting(One.Span[..8]);

    public static TheoryData<Placement> Placements => MinedTieTests.Placements;

    [Theory]
    [MemberData(nameof(Placements))]
    public async Task Each_author_has_their_own_events(Placement placement)
    {
        await using var test = TemporaryStore.Open();
        var events = Unsigned.Many(20, i => Unsigned.Event(i % 2 == 0 ? One : Other, i % 3 == 0 ? Kind.TextNote : Kind.Reaction, At - i));
        await test.PlaceAsync(placement, events);

        foreach (var author in new[] { One, Other })
        {
            var own = events.Where(e => e.PublicKey == author).ToList();
            Assert.Equal(own.Select(e => e.Id), await test.IdsAsync(new Filter { Authors = [author] }));
            Assert.Equal(own[..4].Select(e => e.Id), await test.IdsAsync(new Filter { Authors = [author], Limit = 4 }));
            Assert.Equal(own.Count, await test.CountAsync(new Filter { Authors = [author] }));
            var reactions = new Filter { Authors = [author], Kinds = [Kind.Reaction] };
            Assert.Equal(own.Count(e => e.Kind == Kind.Reaction), await test.CountAsync(reactions));
        }
        Assert.Equal(events.Select(e => e.Id), await test.IdsAsync(new Filter { Authors = [One, Other] }));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Versions_of_one_do_not_stand_for_those_of_the_other(bool isOneTransaction)
    {
        await using var test = TemporaryStore.Open();
        var (first, others, second) = (Profile(One, 0), Profile(Other, 1), Profile(One, 2));
        if (isOneTransaction)
            await test.BackfillAsync(first, others, second);
        else
            await test.PlaceAsync(Placement.Tail, first, others, second);

        Assert.Equal([second.Id, others.Id], await test.IdsAsync(new Filter { Kinds = [Kind.Metadata] }));
        Assert.Equal(StoreStatus.Superseded, (await test.AdmitAsync(first))[0].Status);
        Assert.Equal(StoreStatus.Superseded, (await test.Store.BackfillAsync([Profile(Other, 0)], default))[0].Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Deleting_an_address_of_one_leaves_that_of_the_other(bool isOneTransaction)
    {
        await using var test = TemporaryStore.Open();
        NostrEvent[] events = [Profile(One, 0), Profile(Other, 0), Unsigned.Deletion(One, At + 5, Profile(One, 0).Address())];
        if (isOneTransaction)
            await test.BackfillAsync(events);
        else
            await test.PlaceAsync(Placement.Index, events);

        Assert.Equal([events[1].Id], await test.IdsAsync(new Filter { Kinds = [Kind.Metadata] }));
    }

    [Fact]
    public async Task Vanishing_takes_the_events_of_one_only()
    {
        await using var test = TemporaryStore.Open();
        NostrEvent[] events = [.. Enumerable.Range(0, 20).Select(i => Unsigned.Note(i % 2 == 0 ? One : Other, At - i))];
        await test.PlaceAsync(Placement.Both, events);
        await test.AdmitAsync(Unsigned.Vanish(One, At + 1));
        await test.Commits.UntilAsync(() => test.Commits.Removed.Count >= 10, "the erasure");

        var rest = events.Where(e => e.PublicKey == Other).Select(e => e.Id);
        Assert.Equal(rest, await test.IdsAsync(new Filter { Kinds = [Kind.TextNote] }));
        await test.CheckAsync();
    }

    static NostrEvent Profile(Bytes32 author, long later) => Unsigned.Event(author, Kind.Metadata, At + later);
}
