using Relay.Core;
using Relay.Nostr;
using Relay.Storage.Postings;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>Queries for hidden kinds only walk the lists of the asker's keys, not those of everybody.</summary>
public sealed class HiddenKindTests
{
    const long At = FakeTime.Start - 10_000;
    const int Others = 2_000;

    static readonly Bytes32 Alice = Unsigned.Key("alice");

    [Theory]
    [InlineData(Placement.Tail)]
    [InlineData(Placement.Both)]
    [InlineData(Placement.Index)]
    public async Task Who_asks_for_hidden_kinds_pays_for_its_own_events(Placement placement)
    {
        await using var test = TemporaryStore.Open();
        await test.PlaceAsync(placement, [.. Enumerable.Range(0, Others).Select(Wrap)]);
        var filter = new Filter { Kinds = [Kind.GiftWrap] };

        Assert.Equal((3, 3L), Run(test, filter, [Alice]));
        Assert.Equal((0, 0L), Run(test, filter, [Unsigned.Key("nobody")]));
        Assert.Equal((0, 0L), Run(test, filter, []));
        // With other kinds every event must be looked at, because the filter also asks for kinds that everybody sees.
        Assert.Equal(3, Run(test, filter with { Kinds = [Kind.GiftWrap, Kind.TextNote] }, [Alice]).Found);
    }

    static NostrEvent Wrap(int i) => Unsigned.Event(
        Unsigned.Key($"throw-away {i}"), Kind.GiftWrap, At + i, "",
        ["p", (i % 700 == 1 ? Alice : Unsigned.Key($"other {i % 50}")).ToString()]);

    static (int Found, long Scanned) Run(TemporaryStore test, Filter filter, Bytes32[] keys)
    {
        var sink = new CollectingSink();
        var visibility = new Visibility(AuthenticationOptions.UsuallyPrivate, KindSet.Empty, keys);
        var query = new QueryWalk(new EventQuery { Filters = [filter], Visibility = visibility });
        using var view = test.Store.OpenView();
        Assert.Equal(SliceOutcome.Done, query.RunSlice(view, sink, FakeTime.Start));
        return (sink.Events.Count, query.Scanned);
    }
}
