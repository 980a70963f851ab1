using Relay.Core;
using Relay.Nostr;
using Relay.Storage.Postings;
using Relay.Testing;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>
/// Finding out whether there are more events than a client is sent (NIP-67) costs one event. The query may ask for a hundred more in case
/// they are of the same second; if they are not, they are not read.
/// </summary>
public sealed class SatisfiedSinkCostTests(QueryCostStores stores) : IClassFixture<QueryCostStores>
{
    static readonly SliceBudget Endless = new(TimeSpan.MaxValue, int.MaxValue);

    [Theory]
    [InlineData(Placement.Tail, 500)]
    [InlineData(Placement.Index, 500)]
    [InlineData(Placement.Index, 1)]
    public void What_a_sink_does_not_want_is_not_read(Placement placement, int limit)
    {
        using var view = stores.Of(placement, isLarge: true).OpenView();
        var sink = new SatisfiedSink(limit + 1);
        var filter = new Filter { Kinds = [Kind.TextNote], Limit = limit + 100 + 1 };
        var query = new QueryWalk(new EventQuery { Filters = [filter], Visibility = Visibility.Public }, Endless);
        Assert.Equal(SliceOutcome.Done, query.RunSlice(view, sink, FakeTime.Start));

        Assert.Equal((limit + 1, limit + 1, limit + 1), (sink.Written, query.Scanned, view.Log.Lookups));
    }
}
