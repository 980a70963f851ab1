using Relay.Core;
using Relay.Nostr;

namespace Relay.TestSupport;

/// <summary>Storing history: it is found like all other events, but never announced as new.</summary>
public abstract class BackfillSuite<TStore> : EventStoreSuite<TStore> where TStore : ITestStore, new()
{
    readonly RecordingListener _listener = new();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Store.Listen(_listener);
    }

    async Task<StoreStatus[]> BackfillAsync(params NostrEvent[] events)
    {
        var results = await Store.BackfillAsync(events, CancellationToken.None);
        return [.. results.Select(static result => result.Status)];
    }

    [Fact]
    public async Task History_is_found_and_not_announced()
    {
        var live = Alice.Note("live");
        await StoreAsync(live);
        var last = Store.LastSequence;
        var (older, newer) = (Alice.Note("older", T), Alice.Note("newer", T + 1));

        Assert.Equal([StoreStatus.Stored, StoreStatus.Stored], await BackfillAsync(older, newer));
        await AssertThereAsync(older);
        await AssertThereAsync(newer);
        Assert.Equal(last, Store.LastSequence);
        await StoreAsync(Alice.Note("next"));
        Assert.DoesNotContain(_listener.Stored, stored => stored.Event.Id == older.Id || stored.Event.Id == newer.Id);
    }

    [Fact]
    public async Task Numbers_of_history_lie_below_all_live_ones_and_are_never_used_twice()
    {
        var first = (await AdmitAsync(Alice.Note("live"))).Sequence;
        var history = new List<long>();
        foreach (var batch in new[] { "a", "b" })
        {
            var results = await Store.BackfillAsync(
                [Alice.Note(batch + "1"), Alice.Note(batch + "2"), Alice.Note(batch + "3")], CancellationToken.None);
            var numbers = results.Select(static result => result.Sequence).ToArray();
            Assert.Equal(numbers.Order(), numbers);
            history.AddRange(numbers);
        }

        Assert.All(history, number => Assert.True(number < first));
        Assert.Equal(history.Count, history.Distinct().Count());
        Assert.True(history[..3].Min() > history[3..].Max());
    }

    [Fact]
    public async Task Query_up_to_the_last_number_sees_history()
    {
        var e = Alice.Note("history");
        await BackfillAsync(e);

        var query = new EventQuery { Filters = [new Filter()], Visibility = Visibility.Everything, MaxSequence = Store.LastSequence };
        AssertSame([e], (await QueryAsync(query)).Events);
    }

    [Fact]
    public async Task Rules_are_those_of_every_way_in()
    {
        var deleted = Alice.Note("deleted");
        var tooFar = Alice.Note("too far", 1L << 40);
        var expired = Alice.Note("expired", tags: ["expiration", "1"]);
        var (older, newer) = (Alice.Event(10002, "older", T), Alice.Event(10002, "newer", T + 1));
        var vanished = Bob.Note("vanished", T);
        var known = Alice.Note("known");
        await StoreAsync(known, Alice.Deletion(deleted), Bob.Note("before", T), Bob.Event(62, at: T, tags: ["relay", "ALL_RELAYS"]));

        Assert.Equal(
            [
                StoreStatus.Duplicate, StoreStatus.Deleted, StoreStatus.Failed, StoreStatus.Expired, StoreStatus.Stored,
                StoreStatus.Superseded, StoreStatus.Vanished,
            ],
            await BackfillAsync(known, deleted, tooFar, expired, newer, older, vanished));
    }

    [Fact]
    public async Task Events_of_one_batch_act_on_one_another_in_order()
    {
        var (target, later) = (Alice.Note("target"), Alice.Note("later"));
        var (older, newer) = (Alice.Event(10002, "older", T), Alice.Event(10002, "newer", T + 1));
        var twice = Alice.Note("twice");

        Assert.Equal(
            [
                StoreStatus.Stored, StoreStatus.Stored, StoreStatus.Deleted, StoreStatus.Stored, StoreStatus.Stored, StoreStatus.Stored,
                StoreStatus.Duplicate,
            ],
            await BackfillAsync(target, Alice.Deletion(target, later), later, older, newer, twice, twice));
        await AssertGoneAsync(target);
        await AssertGoneAsync(older);
        await AssertThereAsync(newer);
    }

    [Fact]
    public async Task History_replaces_older_live_versions_and_newer_live_versions_stay()
    {
        var (replaced, kept) = (Alice.Event(10002, "replaced", T), Alice.Event(10003, "kept", T + 10));
        await StoreAsync(replaced, kept);

        Assert.Equal(
            [StoreStatus.Stored, StoreStatus.Superseded], await BackfillAsync(Alice.Event(10002, at: T + 1), Alice.Event(10003, at: T)));
        await AssertGoneAsync(replaced);
        await AssertThereAsync(kept);
    }

    [Fact]
    public async Task Empty_batch_is_no_trouble() => Assert.Empty(await BackfillAsync());
}
